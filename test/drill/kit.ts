import { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import type { Terminal } from '../../src/drill/main.ts';
import { main } from '../../src/drill/main.ts';
import type { Pace } from '../../src/drill/pace.ts';
import type { Output } from '../../src/drill/screen.ts';
import type { Clock } from '../../src/index.ts';

/** A pace that never sleeps: whoever waits moves the clock instead. */
export function fastPace({ beatMs = 900 } = {}): Pace & { waits: number[] } {
  let skipped = 0;
  const waits: number[] = [];
  const clock: Clock = {
    now: () => performance.now() + skipped,
    date: () => performance.timeOrigin + performance.now() + skipped,
    random: () => 0,
    after: (ms, run) => {
      const timer = setTimeout(run, Math.min(ms, 2 ** 31 - 1));
      return () => clearTimeout(timer);
    },
  };
  const wait = async (ms: number, signal: AbortSignal) => {
    signal.throwIfAborted();
    waits.push(ms);
    skipped += ms;
  };
  return { wordMs: 0, beatMs, wait, date: clock.date, clock, waits };
}

/** An output that keeps what was written. */
export function capture(): Output & { text: string } {
  const out = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        out.text += chunk;
        done();
      },
    }),
    { text: '' },
  );
  return out;
}

/** The same as a terminal that knows colours, unless the environment says otherwise. */
export function captureTTY(columns = 80): Output & { text: string } {
  const { getColorDepth } = WriteStream.prototype;
  return Object.assign(capture(), {
    isTTY: true,
    columns,
    getColorDepth: () => getColorDepth({ TERM: 'xterm-256color', ...process.env }),
  });
}

/** Runs a command line in this process. */
export async function run(args: string[], given: Partial<Terminal> = {}) {
  const stdout = capture();
  const stderr = capture();
  const signal = new AbortController().signal;
  const code = await main(args, { stdout, stderr, env: {}, signal, pace: fastPace(), ...given });
  return { code, out: stdout.text, err: stderr.text };
}
