/** Preloaded by a process beside the caller's, so that its CPU time can be asked for. Microseconds. */
process.on('message', (asked) => {
  if (asked !== 'cpu') return;
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
// A listener alone would keep the process alive behind its parent.
process.once('disconnect', () => process.exit());
