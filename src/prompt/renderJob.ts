/** One rendering of a chat template: what it is given and what comes back. The same on both sides of the worker's door. */
import { Interpreter, parse, tokenize } from '@huggingface/jinja';
import type { Message } from '../dataset/sample.ts';
import { createTemplateEnvironment } from './templateGlobals.ts';

export type TemplateMessage = Pick<Message, 'role' | 'content'>;

export type RenderJob = {
  messages: TemplateMessage[];
  tools?: unknown[];
  addGenerationPrompt: boolean;
  /** Text to write where `{% generation %}` and `{% endgeneration %}` stand; nothing when absent. */
  marks?: { open: string; close: string };
};

export type RenderResult =
  | { text: string }
  /** The template raised an exception, or met something it cannot do. */
  | { failure: string }
  | { tooLong: number };

/** Longest rendered conversation. */
const MAX_OUTPUT_CHARACTERS = 10 * 1024 * 1024;

const GENERATION_TAG = /\{%([-+]?)\s*(end)?generation\s*([-+]?)%\}/g;

export const hasGenerationMarks = (source: string): boolean => source.search(GENERATION_TAG) !== -1;

export const withinLimit = (text: string): RenderResult =>
  text.length > MAX_OUTPUT_CHARACTERS ? { tooLong: MAX_OUTPUT_CHARACTERS } : { text };

export type Renderer = (job: RenderJob) => RenderResult;

/**
 * Compiles a template. The tag `{% generation %}` becomes an empty block, or one that writes a mark: a block in either case,
 * so that the white space around it is treated alike. `now`: the fixed time that the template sees, or the clock's when undefined.
 * Throws what the template library throws at a broken template.
 */
export function createRenderer(source: string, variables: Readonly<Record<string, string>>, now?: Date): Renderer {
  const plain = compile(source, undefined);
  const marked = new Map<string, Program>();
  return (job) => {
    try {
      const given = {
        ...variables,
        messages: job.messages,
        add_generation_prompt: job.addGenerationPrompt,
        ...(job.tools === undefined ? {} : { tools: job.tools }),
      };
      const environment = createTemplateEnvironment(given, now);
      const text = new Interpreter(environment).run(programOf(job)).value;
      if (typeof text !== 'string') return { failure: 'it gave no text' };
      return withinLimit(text);
    } catch (error) {
      return { failure: error instanceof Error ? error.message : String(error) };
    }
  };

  function programOf({ marks }: RenderJob): Program {
    if (marks === undefined) return plain;
    const key = marks.open + marks.close;
    const known = marked.get(key);
    if (known !== undefined) return known;
    const program = compile(source, marks);
    marked.set(key, program);
    return program;
  }
}

type Program = ReturnType<typeof parse>;

/** White space around blocks is trimmed as Transformers does. */
const compile = (source: string, marks: RenderJob['marks']): Program =>
  parse(tokenize(withMarks(source, marks), { lstrip_blocks: true, trim_blocks: true }));

function withMarks(source: string, marks: RenderJob['marks']): string {
  return source.replace(GENERATION_TAG, (_, left: string, end: string | undefined, right: string) => {
    const mark = end === undefined ? marks?.open : marks?.close;
    return `{%${left} if true %}${mark === undefined ? '' : `{{ '${mark}' }}`}{% endif ${right}%}`;
  });
}
