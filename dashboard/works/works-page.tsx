/** The works: what runs in each slot, what was done and how long it took, and how the server is. */
import { works } from '../english/works.ts'
import { replaceView, useRoute } from '../route.ts'
import { ServerCard } from './server-card.tsx'
import { Slots } from './slots.tsx'
import { Statistics } from './statistics.tsx'
import { windowNamed } from './time-window.ts'
import './works.css'

const SHORTEST = windowNamed(null)

export default function WorksPage() {
  const { view } = useRoute()
  const look = (name: string, value: string | null) => {
    const next = new URLSearchParams(view)
    if (value === null) next.delete(name)
    else next.set(name, value)
    replaceView(next)
  }
  return (
    <div className="works">
      <h1 className="works-all">{works.title}</h1>
      <Slots />
      <Statistics
        window={windowNamed(view.get('window'))}
        isTable={view.get('as') === 'tables'}
        onWindow={(window) => look('window', window === SHORTEST ? null : window)}
        onTable={(isTable) => look('as', isTable ? 'tables' : null)}
      />
      <ServerCard />
    </div>
  )
}
