/**
 * A tfjs backend that computes nothing: every kernel appends a node to a graph and returns a tensor that stands for its value.
 * Running forward and backward passes on it records tfjs's own gradients.
 */
import * as tf from '../model/tf.ts';
import { type ElementType, type Graph, GraphBuilder, type NodeAttribute } from './graph.ts';

export const TRACE_BACKEND = 'tunewright-trace';

/** nTensor tfjs tensors stand for the value; the engine forgets its id when the last is disposed. */
type Value = { name: string; nTensor: number };

/** Constants longer than this whose elements are all equal become one fill node instead of data. */
const LONGEST_PLAIN_CONSTANT = 16;

export class TraceBackend extends tf.KernelBackend {
  readonly builder = new GraphBuilder();
  /** By tfjs data id. */
  readonly #values = new WeakMap<object, Value>();

  input(name: string, shape: readonly number[], type: 'float32' | 'int32'): tf.Tensor {
    return tf.engine().makeTensorFromTensorInfo(this.info(this.builder.input(name, shape, type), shape, type));
  }

  /** A weight as a constant of the graph. */
  constant(data: Float32Array, shape: readonly number[]): tf.Tensor {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return tf
      .engine()
      .makeTensorFromTensorInfo(this.info(this.builder.constant(bytes, shape, 'float32'), shape, 'float32'));
  }

  output(name: string, tensor: tf.TensorInfo, type: ElementType = tensor.dtype as ElementType): void {
    this.builder.output(name, this.nameOf(tensor), tensor.shape, type);
  }

  nameOf(tensor: tf.TensorInfo): string {
    return this.#valueOf(tensor.dataId).name;
  }

  #valueOf(dataId: object): Value {
    const value = this.#values.get(dataId);
    if (value === undefined) throw new Error('a tensor of another backend reached the trace');
    return value;
  }

  /** A tensor that stands for the named value. */
  info(name: string, shape: readonly number[], dtype: tf.DataType): tf.TensorInfo {
    const dataId = {};
    this.#values.set(dataId, { name, nTensor: 1 });
    return { dataId, shape: [...shape], dtype };
  }

  /** Appends a node with one output. */
  emit(
    operator: string,
    inputs: readonly (tf.TensorInfo | string)[],
    shape: readonly number[],
    dtype: tf.DataType,
    attributes: Record<string, NodeAttribute> = {},
    domain = '',
  ): tf.TensorInfo {
    return this.emitAll(operator, inputs, [shape], dtype, attributes, domain)[0]!;
  }

  /** Appends a node with an output for each shape. */
  emitAll(
    operator: string,
    inputs: readonly (tf.TensorInfo | string)[],
    shapes: readonly (readonly number[])[],
    dtype: tf.DataType,
    attributes: Record<string, NodeAttribute> = {},
    domain = '',
  ): tf.TensorInfo[] {
    const names = inputs.map((input) => (typeof input === 'string' ? input : this.nameOf(input)));
    const outputs = this.builder.node(operator, names, shapes.length, attributes, domain);
    return outputs.map((name, i) => this.info(name, shapes[i]!, dtype));
  }

  /** tfjs hands over constants here: masks, scalars, the ones of a sum's gradient. */
  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId {
    const type = elementType(dtype);
    const numbers = values as Exclude<tf.BackendValues, Uint8Array[]>;
    if (type === 'float32' && numbers.length > LONGEST_PLAIN_CONSTANT && numbers.every((value) => value === numbers[0]))
      return this.emit('ConstantOfShape', [this.builder.integers(shape)], shape, dtype, {
        value: { floatTensor: numbers[0]! },
      }).dataId;
    const typed =
      type === 'float32'
        ? Float32Array.from(numbers)
        : type === 'int32'
          ? Int32Array.from(numbers)
          : Uint8Array.from(numbers);
    return this.info(this.builder.constant(new Uint8Array(typed.buffer), shape, type), shape, dtype).dataId;
  }

  override move(): void {
    throw new Error('a tensor of another backend reached the trace');
  }

  /** Whether the last tensor of the value went. The value itself lives on in the graph. */
  override disposeData(dataId: object): boolean {
    return --this.#valueOf(dataId).nTensor === 0;
  }
  override incRef(dataId: object): void {
    this.#valueOf(dataId).nTensor++;
  }
  override refCount(dataId: object): number {
    return this.#valueOf(dataId).nTensor;
  }
  override dispose(): void {
    /* The graph outlives its recorder. */
  }
  override numDataIds(): number {
    return 0;
  }
  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }
  override floatPrecision(): 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7;
  }
}

function elementType(dtype: tf.DataType): 'float32' | 'int32' | 'bool' {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new Error(`tensors of type ${dtype} cannot be traced`);
}

/** Records the graph that `record` builds on a fresh trace; the tfjs backend that was current is put back, and no tensor is left. */
export function traceGraph(record: (trace: TraceBackend) => void): Graph {
  const trace = new TraceBackend();
  tf.registerBackend(TRACE_BACKEND, () => trace);
  try {
    tf.withBackend(TRACE_BACKEND, () => tf.tidy(() => record(trace)));
  } finally {
    tf.removeBackend(TRACE_BACKEND);
  }
  return trace.builder.graph;
}
