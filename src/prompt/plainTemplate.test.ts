/** The plain template and the function that stands in for it give the same text. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PLAIN_TEMPLATE, renderPlain } from './plainTemplate.ts';
import { createRenderer, type TemplateMessage } from './renderJob.ts';

const message = fc.record<TemplateMessage>({
  role: fc.constantFrom('system', 'user', 'assistant', 'tool'),
  content: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', ' ', '\n x \n', '{{ eos_token }}', '{% raw %}')),
});

it('renders every conversation alike', () => {
  const render = createRenderer(PLAIN_TEMPLATE, { eos_token: '</s>' });
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 6 }),
      fc.boolean(),
      fc.boolean(),
      (messages, addGenerationPrompt, marked) => {
        const marks = marked ? { marks: { open: '\ue000', close: '\ue001' } } : {};
        const job = { messages, addGenerationPrompt, ...marks };
        expect({ text: renderPlain(job, '</s>') }).toEqual(render(job));
      },
    ),
    { seed: 20_261_125, numRuns: 300 },
  );
});
