/** The works: what runs in each slot, what was done and how long it took, and how the server is. */
import { works } from '../english/works.ts'
import { changeView, useRoute } from '../route.ts'
import { ServerCard } from './server-card.tsx'
import { Slots } from './slots.tsx'
import { Statistics } from './statistics.tsx'
import { windowNamed } from './time-window.ts'
import './works.css'

const SHORTEST = windowNamed(null)

export default function WorksPage() {
  const { view } = useRoute()
  return (
    <div className="works">
      <h1 className="works-all">{works.title}</h1>
      <Slots />
      <Statistics
        window={windowNamed(view.get('window'))}
        isTable={view.get('as') === 'tables'}
        onWindow={(window) => changeView({ window: window === SHORTEST ? null : window })}
        onTable={(isTable) => changeView({ as: isTable ? 'tables' : null })}
      />
      <ServerCard />
    </div>
  )
}
