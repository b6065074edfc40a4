/** Encodes a graph as an ONNX model, with the part of the format's schema that is used (onnx/onnx.proto, IR version 8, opset 17). */
import protobuf from 'protobufjs';
import type { ElementType, Graph, GraphInput, NodeAttribute } from './graph.ts';
import { sizeName } from './symbolicSizes.ts';

const MODEL = protobuf.Root.fromJSON({
  nested: {
    StringStringEntryProto: { fields: { key: { type: 'string', id: 1 }, value: { type: 'string', id: 2 } } },
    OperatorSetIdProto: { fields: { domain: { type: 'string', id: 1 }, version: { type: 'int64', id: 2 } } },
    TensorProto: {
      fields: {
        dims: { rule: 'repeated', type: 'int64', id: 1 },
        dataType: { type: 'int32', id: 2 },
        name: { type: 'string', id: 8 },
        rawData: { type: 'bytes', id: 9 },
      },
    },
    AttributeProto: {
      fields: {
        name: { type: 'string', id: 1 },
        f: { type: 'float', id: 2 },
        i: { type: 'int64', id: 3 },
        t: { type: 'TensorProto', id: 5 },
        ints: { rule: 'repeated', type: 'int64', id: 8 },
        type: { type: 'int32', id: 20 },
      },
    },
    NodeProto: {
      fields: {
        input: { rule: 'repeated', type: 'string', id: 1 },
        output: { rule: 'repeated', type: 'string', id: 2 },
        name: { type: 'string', id: 3 },
        opType: { type: 'string', id: 4 },
        attribute: { rule: 'repeated', type: 'AttributeProto', id: 5 },
        domain: { type: 'string', id: 7 },
      },
    },
    Dimension: { fields: { dimValue: { type: 'int64', id: 1 }, dimParam: { type: 'string', id: 2 } } },
    TensorShapeProto: { fields: { dim: { rule: 'repeated', type: 'Dimension', id: 1 } } },
    TensorTypeProto: { fields: { elemType: { type: 'int32', id: 1 }, shape: { type: 'TensorShapeProto', id: 2 } } },
    TypeProto: { fields: { tensorType: { type: 'TensorTypeProto', id: 1 } } },
    ValueInfoProto: { fields: { name: { type: 'string', id: 1 }, type: { type: 'TypeProto', id: 2 } } },
    GraphProto: {
      fields: {
        node: { rule: 'repeated', type: 'NodeProto', id: 1 },
        name: { type: 'string', id: 2 },
        initializer: { rule: 'repeated', type: 'TensorProto', id: 5 },
        input: { rule: 'repeated', type: 'ValueInfoProto', id: 11 },
        output: { rule: 'repeated', type: 'ValueInfoProto', id: 12 },
      },
    },
    ModelProto: {
      fields: {
        irVersion: { type: 'int64', id: 1 },
        producerName: { type: 'string', id: 2 },
        graph: { type: 'GraphProto', id: 7 },
        opsetImport: { rule: 'repeated', type: 'OperatorSetIdProto', id: 8 },
      },
    },
  },
}).lookupType('ModelProto');

/** TensorProto.DataType */
const DATA_TYPE: Record<ElementType, number> = { float32: 1, int32: 6, int64: 7, bool: 9 };
/** AttributeProto.AttributeType */
const KIND = { float: 1, int: 2, tensor: 4, ints: 7 } as const;

/** The model's bytes. Throws when constants pass protobuf's limit of 2 GB: weights of that size must be inputs. */
export function encodeOnnx(graph: Graph): Uint8Array {
  const constantBytes = graph.constants.reduce((sum, constant) => sum + constant.data.length, 0);
  if (constantBytes >= 2 ** 31) throw new Error(`constants of ${constantBytes} bytes pass the 2 GB of an ONNX file`);
  const model = {
    irVersion: 8,
    producerName: 'tunewright',
    opsetImport: [
      { domain: '', version: 17 },
      { domain: 'com.microsoft', version: 1 },
    ],
    graph: {
      name: 'graph',
      node: graph.nodes.map((node, i) => ({
        input: node.inputs,
        output: node.outputs,
        name: `${node.operator}_${i}`,
        opType: node.operator,
        attribute: Object.entries(node.attributes).map(([name, value]) => encodeAttribute(name, value)),
        domain: node.domain,
      })),
      initializer: graph.constants.map(({ name, shape, type, data }) => ({
        name,
        dims: shape,
        dataType: DATA_TYPE[type],
        rawData: data,
      })),
      input: graph.inputs.map(encodeValueInfo),
      output: graph.outputs.map(encodeValueInfo),
    },
  };
  return MODEL.encode(model).finish();
}

function encodeValueInfo({ name, shape, type }: GraphInput): object {
  const dim = shape.map((size) => {
    const dimParam = sizeName(size);
    return dimParam === undefined ? { dimValue: size } : { dimParam };
  });
  return { name, type: { tensorType: { elemType: DATA_TYPE[type], shape: { dim } } } };
}

function encodeAttribute(name: string, value: NodeAttribute): object {
  if ('int' in value) return { name, i: value.int, type: KIND.int };
  if ('float' in value) return { name, f: value.float, type: KIND.float };
  if ('ints' in value) return { name, ints: value.ints, type: KIND.ints };
  const rawData = new Uint8Array(Float32Array.of(value.floatTensor).buffer);
  return { name, t: { dims: [1], dataType: DATA_TYPE.float32, rawData }, type: KIND.tensor };
}
