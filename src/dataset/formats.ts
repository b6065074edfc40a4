/** The dataset formats, by id. Shapes: docs/formats.md; schemas: schemas/<id>.json. */
export const FORMAT_IDS = ['alpaca', 'chat', 'sharegpt', 'completion', 'text', 'preference', 'kto'] as const;
export type FormatId = (typeof FORMAT_IDS)[number];
