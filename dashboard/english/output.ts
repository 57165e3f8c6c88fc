/** What a run says, and how to look at it. */
export const output = {
  last: 'Last output',
  reading: 'Reading what it said …',
  nothing: 'It has said nothing.',
  noRun: 'This run is not there any more.',
  failed: (reason: string) => `The output could not be read. ${reason}`,
  tryAgain: 'Try again',
} as const
