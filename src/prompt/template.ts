/** The chat template of a model folder, or our plain one where the model has none. */
import { createHash } from 'node:crypto';
import { errors } from '../common/errors.ts';
import type { Disposable } from '../common/lifetime.ts';
import { PLAIN_TEMPLATE, renderPlain } from './plainTemplate.ts';
import { hasGenerationMarks, withinLimit, type RenderJob, type RenderResult } from './renderJob.ts';
import { TemplateHost } from './templateHost.ts';
import { readTemplateSource } from './templateSource.ts';
import { loadTokenizer, type Tokenizer } from './tokenizer.ts';

export type ChatTemplate = Disposable & {
  source: string;
  /** SHA-256 of the source, hex: stored with a run, so that training and chat are known to agree. */
  hash: string;
  /** 'model': it came with the model, and runs in a thread of its own. 'plain': ours. */
  kind: 'model' | 'plain';
  hasGenerationMarks: boolean;
  /** One result a job, in order. Throws UserError `template-too-slow`. */
  render(jobs: RenderJob[]): Promise<RenderResult[]>;
};

type LoadOptions = {
  /** The folder's, where it is loaded already. */
  tokenizer?: Tokenizer;
  /** The one time that the template's clock shows, so that rows of a run are rendered alike on every day; undefined: the current time. */
  now?: Date | undefined;
};

/** The folder's template, else the plain one. */
export async function loadTemplate(folder: string, { tokenizer, now }: LoadOptions = {}): Promise<ChatTemplate> {
  const { templateVariables } = tokenizer ?? (await loadTokenizer(folder));
  const source = await readTemplateSource(folder);
  return source === undefined ? plainTemplate(templateVariables) : modelTemplate(source, templateVariables, now);
}

/** The hash of the template that the folder's rows are rendered with. */
export async function templateHash(folder: string): Promise<string> {
  const source = await readTemplateSource(folder);
  return describe(source ?? PLAIN_TEMPLATE, source === undefined ? 'plain' : 'model').hash;
}

/** `variables`: bos_token, eos_token, … of the tokenizer. */
export function plainTemplate(variables: Record<string, string>): ChatTemplate {
  // Ours, so it needs no thread; what people wrote is only data to it.
  const endToken = variables['eos_token'] ?? '';
  return {
    ...describe(PLAIN_TEMPLATE, 'plain'),
    render: (jobs) => Promise.resolve(jobs.map((job) => withinLimit(renderPlain(job, endToken)))),
    dispose: () => undefined,
  };
}

/** A template that came with a model. It is compiled in its thread; a broken one fails at the first rendering. */
export function modelTemplate(source: string, variables: Record<string, string>, now?: Date): ChatTemplate {
  const host = new TemplateHost({ source, variables, now });
  return {
    ...describe(source, 'model'),
    render: (jobs) => host.render(jobs),
    dispose: () => host.dispose(),
  };
}

/** The text of one result. Throws UserError `template-failed` or `template-too-long`. */
export function renderedText(result: RenderResult | undefined): string {
  if (result === undefined) throw errors.templateFailed('it gave no text');
  if ('failure' in result) throw errors.templateFailed(result.failure);
  if ('tooLong' in result) throw errors.templateTooLong(result.tooLong);
  return result.text;
}

const describe = (source: string, kind: ChatTemplate['kind']) => ({
  source,
  kind,
  hash: createHash('sha256').update(source).digest('hex'),
  hasGenerationMarks: hasGenerationMarks(source),
});
