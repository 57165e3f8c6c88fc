/** Being built. */
export default function UnitPage() {
  return <h1>Unit</h1>
}
