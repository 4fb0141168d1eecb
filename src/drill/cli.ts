#!/usr/bin/env node
import { main } from './main.ts';

const end = new AbortController();
// Once: a second Ctrl-C ends the process at once, as everywhere.
process.once('SIGINT', () => end.abort());
// The reader of a pipe has left, such as `head`: nobody is there to be told.
process.stdout.on('error', () => end.abort());

/** The oldest Node that the library runs on, as its manifest says. */
const OLDEST = '22.12';

const { stdout, stderr, env } = process;
if (process.versions.node.localeCompare(OLDEST, 'en', { numeric: true }) < 0) {
  stderr.write(`llm-understudy needs Node ${OLDEST} or later; this is ${process.versions.node}.\n`);
  process.exitCode = 2;
} else {
  process.exitCode = await main(process.argv.slice(2), { stdout, stderr, env, signal: end.signal });
}
