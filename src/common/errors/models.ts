/** Models, their weights and the engines that run them. */
import { describeError, UserError } from './userError.ts';

export const modelErrors = {
  modelNotFinite: () =>
    new UserError(
      'model-not-finite',
      'The model computed values that are not numbers.',
      'Its weights are damaged or its training diverged: choose another model, or tune again with a lower learning rate.',
    ),
  engineMissing: (cause: unknown) =>
    new UserError(
      'engine-missing',
      `The training engine (onnxruntime-node) cannot be loaded on this machine: ${describeError(cause)}.`,
      'Install the build of Tunewright for your platform; checking datasets works without it.',
      { cause },
    ),
  tensorflowMissing: (reason: string, cause: unknown) =>
    new UserError(
      'tensorflow-missing',
      `The engine "tensorflow" needs the package @tensorflow/tfjs-node, which cannot be used here: ${reason}.`,
      'Install it beside Tunewright, or choose the engine "onnx".',
      { cause },
    ),
  modelFolderInvalid: (
    path: string,
    problem: string,
    next = 'Choose a folder with a Llama model as Hugging Face saves it.',
  ) => new UserError('model-folder-invalid', `${path} is not a model that can be used: ${problem}.`, next),
  modelUnsupported: (path: string, what: string) =>
    new UserError(
      'model-unsupported',
      `The model in ${path} cannot be used: ${what}.`,
      'Choose a model of the Llama architecture (LlamaForCausalLM).',
    ),
  safetensorsInvalid: (path: string, problem: string) =>
    new UserError(
      'safetensors-invalid',
      `${path} is damaged or not a safetensors file: ${problem}.`,
      'Download or save the file again.',
    ),
  weightsMismatch: (path: string, problems: readonly string[]) =>
    new UserError(
      'weights-mismatch',
      `The weights in ${path} do not fit their configuration: ${problems.slice(0, 8).join('; ')}${problems.length > 8 ? `; and ${problems.length - 8} more` : ''}.`,
      'Take configuration and weights from the same model.',
    ),
  adapterInvalid: (path: string, problem: string) =>
    new UserError(
      'adapter-invalid',
      `${path} is not an adapter that can be used: ${problem}.`,
      'Choose a LoRA adapter as PEFT saves it, over all linear layers.',
    ),
  notAModelFolder: (path: string) =>
    new UserError('model-folder-missing', `There is no model folder at ${path}.`, 'Check the path, or use "embedded".'),
} as const;
