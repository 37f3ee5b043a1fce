/** English: the panel's page before anything ran. The page's script has the rest. */

export const en = {
  title: 'Run Selection',
  againKeys: 'Ctrl+Enter or Cmd+Enter',
  again: 'Run Again',
  cancel: 'Cancel',
  copy: 'Copy as Text',
  cannotRun: 'Cannot run',
  runWithThese: 'Run with these inputs',
  stepThrough: 'Step through the run',
  previous: 'Previous',
  event: 'Event',
  next: 'Next',
  marks: '\u25cf changes a mask. Enter shows the line.',
  cpuMasks: 'CPU masks',
  legend: 'Legend',
  state: 'State',
  showMore: 'Show more',
  legendOf: ['not set', 'set', 'set by this step', 'cleared by this step'],
};
