import { playAll, type Score } from './play.ts';
import type { Product } from './product.ts';

/** What one product has to tell: it plays in a process of its own, so that nobody shares its time or its accidents. */
export interface Report {
  scores: Score[];
  /** Rejections that nobody handled: each of them would have ended an application. */
  unhandled: string[];
}

const [, , name] = process.argv;
const { product }: { product: Product } = await import(`./products/${name}.ts`);
const unhandled: string[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(String(reason).replace(/\s+/g, ' ')));

// Nobody waits for the report any more.
process.once('disconnect', () => process.exit(1));

// What a library writes to the console is its own affair.
for (const method of ['log', 'info', 'warn', 'error'] as const) console[method] = () => {};

const report: Report = { scores: await playAll(product), unhandled };
process.send?.(report, () => process.exit());
