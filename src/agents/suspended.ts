/** The exit code of a command that waits for an answer: EX_TEMPFAIL of sysexits.h. Both sides of the contract import it. */
export const SUSPENDED_EXIT_CODE = 75
