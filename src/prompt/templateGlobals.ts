/** What a chat template may call and name besides its variables, as Transformers offers it. */
import { Environment } from '@huggingface/jinja';

/** Longest list that a template may make with `range`. */
const MAX_RANGE = 1_000_000;

/** An environment of its own for every rendering: templates may assign. `now`: what the clock of `strftime_now` shows, in UTC; undefined: the local time. */
export function createTemplateEnvironment(
  variables: Readonly<Record<string, unknown>>,
  now: Date | undefined,
): Environment {
  const environment = new Environment();
  const globals: Record<string, unknown> = {
    // Jinja's constants; Python's spelling is accepted too.
    ...{ true: true, false: false, none: null, True: true, False: false, None: null },
    raise_exception: (message: unknown) => {
      throw new Error(String(message));
    },
    range,
    strftime_now: (format: string) => formatDate(format, now ?? localTime()),
    ...variables,
  };
  for (const [name, value] of Object.entries(globals)) environment.set(name, value);
  return environment;
}

function range(first: number, second?: number, step = 1): number[] {
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  if (step === 0) throw new Error('range() with a step of 0');
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (length > MAX_RANGE) throw new Error(`range() of ${length} items`);
  return Array.from({ length }, (_, i) => start + i * step);
}

/** The local time's numbers as if they were UTC. */
function localTime(): Date {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
}

/** Python's strftime of a time in UTC, in English, whatever the user's language and zone: a template must render alike everywhere. */
function formatDate(format: string, now: Date): string {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' }).format(now);
  const two = (value: number) => String(value).padStart(2, '0');
  const parts: Record<string, string> = {
    Y: String(now.getUTCFullYear()),
    m: two(now.getUTCMonth() + 1),
    d: two(now.getUTCDate()),
    b: part({ month: 'short' }),
    B: part({ month: 'long' }),
    a: part({ weekday: 'short' }),
    A: part({ weekday: 'long' }),
    H: two(now.getUTCHours()),
    M: two(now.getUTCMinutes()),
    S: two(now.getUTCSeconds()),
    '%': '%',
  };
  return format.replace(/%(.)/g, (whole, code: string) => parts[code] ?? whole);
}
