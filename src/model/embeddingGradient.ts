/** The embedding's gradient: gathered rows' gradients added up by token id. */

/**
 * gradient[ids[n]] += rows[n] for each n; rows [n, D], gradient [V, D].
 * A plain loop on purpose: ONNX Runtime's ScatterND(add) races on repeated ids (onnxruntime#18048); this takes milliseconds.
 */
export function addEmbeddingRows(gradient: Float32Array, ids: Int32Array, rows: Float32Array): void {
  const D = rows.length / ids.length;
  for (let n = 0; n < ids.length; n++) {
    const to = ids[n]! * D;
    const from = n * D;
    for (let d = 0; d < D; d++) gradient[to + d]! += rows[from + d]!;
  }
}
