/** The project that is shown, and the way to the others. */
import { boardAddress } from '../route.ts'

export function ProjectSwitcher({ project, projects }: { project: string; projects: readonly string[] }) {
  if (projects.length < 2) return <span className="project">{project}</span>
  return (
    <select
      className="project"
      aria-label="Project"
      value={project}
      onChange={(event) => {
        window.location.hash = boardAddress(event.target.value)
      }}
    >
      {projects.includes(project) ? null : <option>{project}</option>}
      {projects.map((key) => (
        <option key={key}>{key}</option>
      ))}
    </select>
  )
}
