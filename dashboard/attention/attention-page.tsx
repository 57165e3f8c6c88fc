/** Being built. */
export default function AttentionPage() {
  return <h1>Attention</h1>
}
