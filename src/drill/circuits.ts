import type { styleText } from 'node:util';
import type { TargetReport } from '../index.ts';
import { nameOf } from './cast.ts';
import { duration } from './phrases.ts';

export type Style = Parameters<typeof styleText>[0];

const looks: Record<TargetReport['state'], { dot: string; style: Style }> = {
  healthy: { dot: '●', style: 'green' },
  failing: { dot: '●', style: 'yellow' },
  untested: { dot: '○', style: 'dim' },
  open: { dot: '●', style: 'red' },
  cooling: { dot: '●', style: 'yellow' },
  paused: { dot: '‖', style: 'cyan' },
};

const GAP = '  ';

/** Every target's circuit side by side, in as few lines of `width` as will do. */
export function circuitRows(
  reports: readonly TargetReport[],
  now: number,
  width: number,
  paint: (style: Style, text: string) => string,
): string[] {
  const rows: string[] = [];
  let column = width;
  for (const report of reports) {
    const name = nameOf(report.provider);
    const state = `${looks[report.state].dot} ${report.state}${rest(report, now)}`;
    const circuit = `${name} ${paint(looks[report.state].style, state)}`;
    const length = `${name} ${state}`.length;
    const fits = column + GAP.length + length <= width;
    if (fits) rows.push(`${rows.pop()}${GAP}${circuit}`);
    else rows.push(circuit);
    column = fits ? column + GAP.length + length : length;
  }
  return rows;
}

/** How long it is still left alone; an open circuit that has rested waits for its probes. */
function rest({ until }: TargetReport, now: number): string {
  if (!until) return '';
  const left = until.getTime() - now;
  return left > 0 ? ` ${duration(left)}` : ', rested';
}
