/** Being built. */
export default function WorksPage() {
  return <h1>Works</h1>
}
