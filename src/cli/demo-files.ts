/** The code that the agents of the demo write: a little app for notes, so that its diffs are worth a look. */
export const DEMO_FILES: Readonly<Record<string, string>> = {
  'src/note.js': `let last = 0

export function makeNote(title, text = '', tags = []) {
  if (title.trim() === '') throw new Error('A note needs a title.')
  return { id: ++last, title, text, tags: [...new Set(tags)], changedAt: Date.now() }
}
`,
  'src/storage.js': `import { readFile, rename, writeFile } from 'node:fs/promises'

export async function load(path) {
  return JSON.parse(await readFile(path, 'utf8'))
}

// In one go: who reads meanwhile gets the old notes or the new ones.
export async function save(path, notes) {
  await writeFile(path + '.new', JSON.stringify(notes, null, 2))
  await rename(path + '.new', path)
}
`,
  'src/editor.js': `export function edit(note, changes) {
  return { ...note, ...changes, id: note.id, changedAt: Date.now() }
}
`,
  'src/search.js': `export function search(notes, words) {
  const wanted = words.toLowerCase().split(/\\s+/).filter(Boolean)
  const holds = (note) => wanted.every((word) => (note.title + ' ' + note.text).toLowerCase().includes(word))
  return notes.filter(holds)
}
`,
  'src/tags.js': `export function byTag(notes) {
  const tags = new Map()
  for (const note of notes) for (const tag of note.tags) tags.set(tag, [...(tags.get(tag) ?? []), note])
  return tags
}
`,
  'src/shortcuts.js': `import { edit } from './editor.js'

export const SHORTCUTS = {
  'Ctrl+B': (note, text) => edit(note, { text: note.text.replace(text, '**' + text + '**') }),
  'Ctrl+I': (note, text) => edit(note, { text: note.text.replace(text, '_' + text + '_') }),
}
`,
  'src/preview.js': `import { edit } from './editor.js'

export function preview(note) {
  return edit(note, { text: note.text.replace(/\\*\\*(.+?)\\*\\*/g, '$1') })
}
`,
  'src/export.js': `// As {{answer}}, as the operator decided.
export function exportNotes(notes) {
  return notes.map((note) => '# ' + note.title + '\\n\\n' + note.text).join('\\n\\n')
}
`,
  'src/import.js': `import { makeNote } from './note.js'

// One note at a time: the whole file at once did not fit.
export function* importNotes(text) {
  for (const part of text.split(/^# /m).slice(1)) {
    const [title = '', ...lines] = part.split('\\n')
    yield makeNote(title, lines.join('\\n').trim())
  }
}
`,
  'src/sync.js': `// Of two notes with one id, the one that was changed last stays.
export function merge(ours, theirs) {
  const notes = new Map(ours.map((note) => [note.id, note]))
  for (const note of theirs) if ((notes.get(note.id)?.changedAt ?? 0) < note.changedAt) notes.set(note.id, note)
  return [...notes.values()]
}
`,
  'docs/manual.md': `# The manual

Search finds notes that hold all the words. A note is listed by each of its tags. Export writes all notes into one file.
`,
  'CHANGELOG.md': `# 1.0

Notes with tags, search, an editor with shortcuts and a preview, import and export, and synchronisation.
`,
}
