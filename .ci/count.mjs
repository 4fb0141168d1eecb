// The last line of a run: vitest's own figures and the steps of the empty project, together.
import { readFileSync } from 'node:fs';

const { numPassedTests, numFailedTests } = JSON.parse(readFileSync('node_modules/.cache/vitest.json', 'utf8'));
console.log(`${numPassedTests + Number(process.argv[2])} passed, ${numFailedTests} failed`);
