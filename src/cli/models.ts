/** The commands that compute with a model. They are a bundle of their own: the others start without the engine, in half of the time. */
export { chatCommand } from './chat.ts';
export { evalCommand } from './eval.ts';
export { pretrainCommand } from './pretrain.ts';
export { trainCommand } from './train.ts';
