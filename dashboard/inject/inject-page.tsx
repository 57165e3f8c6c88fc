/** Being built. */
export default function InjectPage() {
  return <h1>Inject</h1>
}
