/**
 * The chat template of bases that have none: headed blocks, as a person would lay them out in plain text.
 * A turn of the assistant ends with the end-of-text token; nothing follows the last turn.
 */
import type { RenderJob, TemplateMessage } from './renderJob.ts';

export const PLAIN_TEMPLATE = `{%- for message in messages -%}
  {%- if not loop.first %}{{ '\\n\\n' }}{% endif -%}
  {%- if message.role == 'system' -%}
    {{ '### System:\\n' + message.content }}
  {%- elif message.role == 'user' -%}
    {{ '### Instruction:\\n' + message.content }}
  {%- elif message.role == 'tool' -%}
    {{ '### Result:\\n' + message.content }}
  {%- else -%}
    {{ '### Response:\\n' }}{% generation %}{{ message.content + eos_token }}{% endgeneration %}
  {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
  {{ '\\n\\n### Response:\\n' if messages else '### Response:\\n' }}
{%- endif -%}
`;

const HEADERS: Readonly<Record<TemplateMessage['role'], string>> = {
  system: '### System:\n',
  user: '### Instruction:\n',
  tool: '### Result:\n',
  assistant: '### Response:\n',
};

/** What PLAIN_TEMPLATE gives, without its interpreter: most rows of most datasets are rendered with it. */
export function renderPlain({ messages, addGenerationPrompt, marks }: RenderJob, endToken: string): string {
  const blocks = messages.map(({ role, content }) => {
    const answer = `${marks?.open ?? ''}${content}${endToken}${marks?.close ?? ''}`;
    return HEADERS[role] + (role === 'assistant' ? answer : content);
  });
  if (addGenerationPrompt) blocks.push(HEADERS.assistant);
  return blocks.join('\n\n');
}
