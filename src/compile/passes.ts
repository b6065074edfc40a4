/** Rewrites of a recorded graph that do not change what it computes. */
import type { Graph, GraphNode } from './graph.ts';

/** Drops nodes and constants that no output needs: gradients of frozen weights, the sums that only the tape wanted. */
export function withoutDeadNodes(graph: Graph): Graph {
  const needed = new Set(graph.outputs.map((output) => output.name));
  const nodes: GraphNode[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    for (const input of node.inputs) needed.add(input);
    nodes.push(node);
  }
  return {
    inputs: graph.inputs.filter((input) => needed.has(input.name)),
    constants: graph.constants.filter((constant) => needed.has(constant.name)),
    nodes: nodes.reverse(),
    outputs: graph.outputs,
  };
}

/** Computes equal things once: a node with the operator, attributes and inputs of an earlier one gives way to it. */
export function withoutCommonNodes(graph: Graph): Graph {
  const replacement = new Map<string, string>();
  const earlier = new Map<string, GraphNode>();
  const outputs = new Set(graph.outputs.map((output) => output.name));
  const nodes: GraphNode[] = [];
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => replacement.get(name) ?? name);
    const key = JSON.stringify([node.domain, node.operator, node.attributes, inputs, node.outputs.length]);
    const same = earlier.get(key);
    if (same !== undefined && !node.outputs.some((name) => outputs.has(name))) {
      node.outputs.forEach((name, i) => replacement.set(name, same.outputs[i]!));
      continue;
    }
    const kept = { ...node, inputs };
    earlier.set(key, kept);
    nodes.push(kept);
  }
  return { ...graph, nodes };
}

export const simplified = (graph: Graph): Graph => withoutDeadNodes(withoutCommonNodes(graph));
