/** Being built. */
export default function TrackPage() {
  return <h1>Track</h1>
}
