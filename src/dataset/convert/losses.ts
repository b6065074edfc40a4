/** What a conversion can lose or change, by code, in words for people; and why a row cannot be converted at all. */

/**
 * `lost`: a trainer no longer sees it, or it cannot be told apart again. `rewritten`: the same is said, but converting back writes it
 * in another way. `trained`: it comes back, but until then other tokens count in the loss or see a template.
 */
export type Effect = 'lost' | 'rewritten' | 'trained';

export type LossKind = { effect: Effect; message: string };

export const LOSSES = {
  'input-joined': {
    effect: 'lost',
    message: 'Instruction and input become one message with an empty line between; they cannot be told apart again.',
  },
  tools: { effect: 'lost', message: 'Definitions of tools are left out: the format has no place for them.' },
  weights: {
    effect: 'lost',
    message: 'Weights are left out: answers that were not to be trained will be trained.',
  },
  'part-weights': {
    effect: 'lost',
    message: 'Weights of parts of a message are left out: all of its text will be trained.',
  },
  'message-fields': {
    effect: 'lost',
    message: 'Fields of messages other than speaker and text (such as name) are left out.',
  },
  'refusal-as-text': { effect: 'lost', message: 'A refusal becomes ordinary text of the answer.' },
  'rejected-dropped': { effect: 'lost', message: 'Rejected answers are left out: only the chosen ones are kept.' },
  'label-dropped': { effect: 'lost', message: 'Labels are left out: only wanted answers are kept.' },
  'prompt-joined': {
    effect: 'lost',
    message: 'Prompt and completion become one text: where the prompt ends is lost, and it is trained too.',
  },
  'duplicate-key': { effect: 'lost', message: 'Of a key that stands twice only the last value is kept.' },
  'tool-answers': {
    effect: 'lost',
    message: 'Answers of tools name other calls than those before them: which call each answers is lost.',
  },
  'tool-answers-joined': {
    effect: 'lost',
    message: 'Answers of several tools become one turn, as LLaMA-Factory joins them: where each ends is lost.',
  },
  'text-with-call': {
    effect: 'lost',
    message: 'Text that is said together with a call is left out: LLaMA-Factory reads a call or a text, not both.',
  },
  'columns-dropped': { effect: 'lost', message: 'Columns that the format does not know are left out.' },
  'call-ids': {
    effect: 'rewritten',
    message:
      'Ids of tool calls are left out; calls and answers are matched by their order, and numbered when converted back.',
  },
  unpaired: {
    effect: 'lost',
    message: 'Each pair becomes two rows with a label: which answers belong together is lost.',
  },
  'parts-joined': { effect: 'rewritten', message: 'A message in parts becomes one string.' },
  'column-renamed': {
    effect: 'rewritten',
    message: 'A further column has the name of a field of the new format: it is kept with "source_" before its name.',
  },
  'columns-mapped': { effect: 'rewritten', message: 'Own columns get the names of the fields they are read as.' },
  'written-otherwise': {
    effect: 'rewritten',
    message: 'Nothing is lost, but converting back would write the row a little differently (such as empty fields).',
  },
  'template-applied': {
    effect: 'trained',
    message: 'Raw strings become a conversation: trainers put a chat template around them.',
  },
  'template-dropped': {
    effect: 'trained',
    message: 'A conversation becomes raw strings: most trainers no longer put a chat template around them.',
  },
  'earlier-answers-untrained': {
    effect: 'lost',
    message: 'Earlier answers of a conversation become part of the prompt, and are no longer trained.',
  },
  'earlier-answers-trained': {
    effect: 'trained',
    message: 'Earlier answers of the prompt become part of the history, and are trained.',
  },
} as const satisfies Record<string, LossKind>;

export type LossCode = keyof typeof LOSSES;

export const REFUSALS = {
  unreadable: 'The row has problems that "check" names: it cannot be read as its file\'s format.',
  'role-unknown': 'A message has a role that is not known.',
  'not-text': 'A message has a part that is not text (such as an image).',
  'turns-not-paired':
    'The format needs one optional system message, then user and assistant in turns, ending with the assistant.',
  'tool-messages': 'The format has no place for calls of tools and their answers.',
  'more-than-a-pair': 'Prompt and completion as strings hold one question and one answer; write them as messages.',
  'call-not-json': 'A function_call turn is not JSON with a name.',
  'tools-not-list': 'The tools are neither a list nor a JSON list in a string.',
  'no-answer': 'The conversation does not end with an answer of the assistant.',
  undesirable: 'The answer is labelled as not wanted: training on it would teach it.',
  'no-prompt': 'The row has no prompt, which this shape of rows needs.',
  'prompt-within':
    'The prompt stands in both answers, as TRL reads them, and nothing says where it ends. Write it as "prompt" first.',
  'needs-messages': 'Answers of several messages fit only lists of messages.',
} as const satisfies Record<string, string>;

export type RefusalCode = keyof typeof REFUSALS;

/** What was noted while one row was read and written. */
export type Notes = {
  readonly losses: Set<LossCode>;
  refusal: RefusalCode | undefined;
};

export const newNotes = (): Notes => ({ losses: new Set(), refusal: undefined });

/** The first reason stands. */
export function refuse(notes: Notes, code: RefusalCode): void {
  notes.refusal ??= code;
}
