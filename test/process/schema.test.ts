/** `tunewright schema`: what it prints is a schema that others can compile, and that good and bad rows differ by. */
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { FORMAT_IDS } from '../../src/dataset/formats.ts';
import { runCli } from '../support/cli.ts';

const schema = (...args: string[]): ReturnType<typeof runCli> => runCli(['schema', ...args]);

test('every schema compiles', async () => {
  for (const name of [...FORMAT_IDS, 'recipe', 'brief']) {
    const { code, stdout } = await schema(name);
    expect(code).toBe(0);
    expect(() => new Ajv({ allowUnionTypes: true }).compile(JSON.parse(stdout) as object)).not.toThrow();
  }
});

test('it tells a good row from a bad one', async () => {
  const validate = new Ajv({ allowUnionTypes: true }).compile(JSON.parse((await schema('alpaca')).stdout) as object);
  expect(validate({ instruction: 'a', output: 'b' })).toBe(true);
  expect(validate({ instruction: 'a' })).toBe(false);
});

test('misuse exits with 2 and names what is known', async () => {
  expect(await schema()).toMatchObject({ code: 2, stdout: '' });
  expect((await schema('shargpt')).stderr).toContain('Did you mean "sharegpt"?');
  expect((await schema('a', 'b')).code).toBe(2);
});
