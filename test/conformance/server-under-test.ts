/** What the suite needs to know of a server: where it is, how to get a project on it, and which faults it can be put through. */

/** Where a server listens, and the token to come in with; null where it asks for none. */
export interface Place {
  /** Without a path, as in `http://127.0.0.1:7420`; the API is at `/graphql`. */
  readonly url: string
  readonly token: string | null
}

/** What not every server can be put through, or does not promise. A case names those that it needs. */
export interface Faults {
  /** Ends the server in good order and starts it again on its data. */
  restart?(): Promise<void>
  /** Ends it with SIGKILL and starts it again on its data. */
  kill?(): Promise<void>
  /** One more server on the same data. */
  secondServer?(): Promise<Place>
  /** Makes the server forget all changes but the newest of each project, as its retention would in time. */
  expire?(): Promise<void>
  /** A token that may read, and change nothing. */
  viewerToken?(): Promise<string>
  /** A token that may come in, and may not subscribe; good until it leaves. */
  stranger?(): Promise<{ readonly token: string; leave(): Promise<void> }>
  /** Cursors that look like the one given, and that the server has never given out. */
  forge?(cursor: string): readonly string[]
}

export interface ServerUnderTest extends Faults {
  /** Where it is now; a restart may change it. */
  place(): Place
  /** Makes an empty project in which nothing happens but what the suite asks for. */
  createProject(key: string): Promise<void>
  /** What it said when it ended by itself; null while it listens. */
  lastWords?(): Promise<string | null>
  stop(): Promise<void>
}
