/** Graph rewrites keep what the outputs need, once. */
import { expect, test } from 'vitest';
import { GraphBuilder } from './graph.ts';
import { withoutCommonNodes, withoutDeadNodes } from './passes.ts';

test('what no output needs is dropped: nodes, constants and inputs', () => {
  const builder = new GraphBuilder();
  const x = builder.input('x', [2], 'float32');
  const unused = builder.input('unused', [2], 'float32');
  const [sum] = builder.node('Add', [x, builder.float(1)], 1);
  builder.node('Mul', [unused, builder.float(2)], 1);
  builder.output('y', sum!, [2], 'float32');
  const graph = withoutDeadNodes(builder.graph);
  expect(graph.nodes.map((node) => node.operator)).toEqual(['Add', 'Identity']);
  expect(graph.inputs.map((input) => input.name)).toEqual(['x']);
  expect(graph.constants).toHaveLength(1);
});

test('equal nodes become one, and so do those that only differed by them', () => {
  const builder = new GraphBuilder();
  const x = builder.input('x', [2], 'float32');
  const exponentials = [0, 1].map(() => builder.node('Exp', [x], 1)[0]!);
  const negatives = exponentials.map((value) => builder.node('Neg', [value], 1)[0]!);
  const [axis0] = builder.node('Softmax', [x], 1, { axis: { int: 0 } });
  const [axis1] = builder.node('Softmax', [x], 1, { axis: { int: 1 } });
  const [all] = builder.node('Sum', [...negatives, axis0!, axis1!], 1);
  builder.output('y', all!, [2], 'float32');
  const { nodes } = withoutCommonNodes(builder.graph);
  expect(nodes.map((node) => node.operator)).toEqual(['Exp', 'Neg', 'Softmax', 'Softmax', 'Sum', 'Identity']);
  expect(nodes[4]!.inputs.slice(0, 2)).toEqual([negatives[0], negatives[0]]);
});

test('two outputs of one value stay two', () => {
  const builder = new GraphBuilder();
  const x = builder.input('x', [2], 'float32');
  builder.output('a', x, [2], 'float32');
  builder.output('b', x, [2], 'float32');
  expect(withoutCommonNodes(builder.graph).nodes).toHaveLength(2);
});

test('equal small constants are one', () => {
  const builder = new GraphBuilder();
  expect(builder.integers([1, 2])).toBe(builder.integers([1, 2]));
  expect(builder.integers([1, 2])).not.toBe(builder.integers([2, 1]));
  expect(builder.integers([0])).not.toBe(builder.float(0));
});
