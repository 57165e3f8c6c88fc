/** Turns desktop notifications on and off, or says why there are none. */
import { Bell, BellOff } from 'lucide-react'
import { notify as words } from '../english/attention.ts'
import { Button } from '../ui/button.tsx'
import { Clock } from '../ui/clock.tsx'
import { turnOff, turnOn, useLastTold, useNotifying } from './notifications.ts'

export function NotifyButton() {
  const state = useNotifying()
  const lastTold = useLastTold()
  if (state === 'impossible') return <span className="calm">{words.impossible}</span>
  if (state === 'off') {
    return (
      <Button icon={<Bell aria-hidden="true" />} onPress={() => void turnOn()}>
        {words.turnOn}
      </Button>
    )
  }
  return (
    <>
      {state === 'refused' ? <span className="calm">{words.refused}</span> : null}
      {lastTold === null ? null : (
        <span className="calm">
          {words.lastTold} <Clock at={lastTold} seconds />
        </span>
      )}
      <Button icon={<BellOff aria-hidden="true" />} onPress={turnOff}>
        {words.turnOff}
      </Button>
    </>
  )
}
