// ONNX Runtime travels as files: its JavaScript, and the native libraries of one target.
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** Target of a VSIX → the folder of its libraries in onnxruntime-node. There are none for Intel Macs and for musl. */
const LIBRARIES = {
  'linux-x64': ['linux', 'x64'],
  'linux-arm64': ['linux', 'arm64'],
  'win32-x64': ['win32', 'x64'],
  'win32-arm64': ['win32', 'arm64'],
  'darwin-arm64': ['darwin', 'arm64'],
};

/** Every target that can be packaged; `universal` has no native code, so that it checks datasets but does not train. */
export const TARGETS = [...Object.keys(LIBRARIES), 'universal'];

/** The packages that are copied rather than bundled, for the notices. */
export const COPIED_PACKAGES = ['onnxruntime-node', 'onnxruntime-common'];

/** Copies what `require('onnxruntime-node')` needs on `target` into `dist/node_modules`, where the bundles find it. */
export async function copyNativeRuntime(target, dist) {
  if (target === 'universal') return;
  const isCode = (path) => !/\.(ts|map)$/.test(path);
  for (const [name, folder] of [
    ['onnxruntime-node', 'dist'],
    ['onnxruntime-common', join('dist', 'cjs')],
  ]) {
    const from = join(ROOT, 'node_modules', name);
    const to = join(dist, 'node_modules', name);
    await mkdir(to, { recursive: true });
    await cp(join(from, 'package.json'), join(to, 'package.json'));
    await cp(join(from, folder), join(to, folder), { recursive: true, filter: isCode });
  }
  await copyLibraries(LIBRARIES[target], dist);
}

async function copyLibraries([platform, architecture], dist) {
  const folder = join('node_modules', 'onnxruntime-node', 'bin', 'napi-v6', platform, architecture);
  const to = join(dist, folder);
  await mkdir(to, { recursive: true });
  // The macOS library is there twice; the binding asks for the name without the full version.
  const isTwin = (name) => /\.\d+\.\d+\.\d+\.dylib$/.test(name);
  for (const name of await readdir(join(ROOT, folder)))
    if (!isTwin(name)) await cp(join(ROOT, folder, name), join(to, name));
}
