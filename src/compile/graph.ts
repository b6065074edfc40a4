/** A computation graph while it is recorded: inputs, constants and nodes, in ONNX's words but without its encoding. */

export type ElementType = 'float32' | 'int32' | 'int64' | 'bool';

export type GraphInput = { name: string; shape: readonly number[]; type: ElementType };

type Constant = GraphInput & { data: Uint8Array };

/** An attribute with its ONNX kind: 2 may be meant as an integer or as a float. */
export type NodeAttribute = { int: number } | { float: number } | { ints: readonly number[] } | { floatTensor: number };

export type GraphNode = {
  operator: string;
  /** '' is ONNX's own, 'com.microsoft' ONNX Runtime's. */
  domain: string;
  /** '' leaves an optional one out. */
  inputs: string[];
  outputs: string[];
  attributes: Record<string, NodeAttribute>;
};

/** Nodes are in an order in which every input is produced before it is used. */
export type Graph = { inputs: GraphInput[]; constants: Constant[]; nodes: GraphNode[]; outputs: GraphInput[] };

export const MICROSOFT = 'com.microsoft';

/** Collects a graph, giving every value a name; equal small constants become one. */
export class GraphBuilder {
  readonly graph: Graph = { inputs: [], constants: [], nodes: [], outputs: [] };
  readonly #constantNames = new Map<string, string>();
  #nName = 0;

  newName(): string {
    return `v${this.#nName++}`;
  }

  input(name: string, shape: readonly number[], type: ElementType): string {
    this.graph.inputs.push({ name, shape, type });
    return name;
  }

  /** Values as little-endian bytes. */
  constant(data: Uint8Array, shape: readonly number[], type: ElementType): string {
    const key = data.length <= 1024 ? `${type}[${shape.join()}]${data.join()}` : undefined;
    const known = key === undefined ? undefined : this.#constantNames.get(key);
    if (known !== undefined) return known;
    const name = this.newName();
    this.graph.constants.push({ name, shape, type, data });
    if (key !== undefined) this.#constantNames.set(key, name);
    return name;
  }

  /** A vector of 64-bit integers, ONNX's form for shapes and axes. */
  integers(values: readonly number[]): string {
    return this.constant(new Uint8Array(BigInt64Array.from(values, BigInt).buffer), [values.length], 'int64');
  }

  float(value: number): string {
    return this.constant(new Uint8Array(Float32Array.of(value).buffer), [], 'float32');
  }

  node(
    operator: string,
    inputs: string[],
    nOutput: number,
    attributes: Record<string, NodeAttribute> = {},
    domain = '',
  ): string[] {
    const outputs = Array.from({ length: nOutput }, () => this.newName());
    this.graph.nodes.push({ operator, domain, inputs, outputs, attributes });
    return outputs;
  }

  /** Declares an output under a name of its own. */
  output(name: string, value: string, shape: readonly number[], type: ElementType): void {
    this.graph.nodes.push({ operator: 'Identity', domain: '', inputs: [value], outputs: [name], attributes: {} });
    this.graph.outputs.push({ name, shape, type });
  }
}
