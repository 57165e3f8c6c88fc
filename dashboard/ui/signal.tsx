/** The signal of a unit: its status by shape as well as by colour. */
import type { ReactNode } from 'react'
import { STATUS_WORDS } from '../english/common.ts'
import './signal.css'

export type SignalStatus = keyof typeof STATUS_WORDS

/** What needs a hand first. */
export const STATUSES: readonly SignalStatus[] = ['NEEDS_ATTENTION', 'RUNNING', 'READY', 'BLOCKED', 'DONE']

const SHAPES: Record<SignalStatus, ReactNode> = {
  READY: <circle className="line" cx="10" cy="10" r="6" />,
  RUNNING: <path className="fill" d="M5 3.5 L17 10 L5 16.5 Z" />,
  BLOCKED: (
    <>
      <rect className="fill" x="3" y="3" width="14" height="14" rx="2" />
      <path className="mark" d="M6.5 10 H13.5" />
    </>
  ),
  NEEDS_ATTENTION: (
    <>
      <path className="fill" d="M10 1 L19 10 L10 19 L1 10 Z" />
      <path className="mark" d="M10 5.5 V10.5 M10 13.2 V13.6" />
    </>
  ),
  DONE: (
    <>
      <circle className="fill" cx="10" cy="10" r="8" />
      <path className="mark" d="M6 10.3 L9 13.2 L14 7.2" />
    </>
  ),
}

export function Signal({ status }: { status: SignalStatus }) {
  return (
    <svg className="signal" data-status={status} viewBox="0 0 20 20" role="img" aria-label={STATUS_WORDS[status]}>
      {SHAPES[status]}
    </svg>
  )
}
