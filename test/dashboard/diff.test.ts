import { expect, test } from 'vitest'
import { countLines, firstLines, hunksOf } from '../../dashboard/diff/hunks.ts'

const PATCH = `diff --git a/src/a.js b/src/a.js
index 1111111..2222222 100644
--- a/src/a.js
+++ b/src/a.js
@@ -1,3 +1,4 @@
 one
-two
+zwei
+drei
 three
@@ -10 +11 @@ function f() {
-ten
+zehn
\\ No newline at end of file
`

/** A file that became a symbolic link is one that is deleted and one that is added. */
const LINK = `diff --git a/x b/x
deleted file mode 100644
index 1111111..0000000
--- a/x
+++ /dev/null
@@ -1 +0,0 @@
-text
diff --git a/x b/x
new file mode 120000
index 0000000..2222222
--- /dev/null
+++ b/x
@@ -0,0 +1 @@
+target
\\ No newline at end of file
`

test('a patch is read with all its hunks, also one of two parts', () => {
  expect(hunksOf(PATCH).map(({ changes }) => changes.length)).toEqual([5, 2])
  expect(hunksOf(LINK).map(({ content }) => content)).toEqual(['@@ -1 +0,0 @@', '@@ -0,0 +1 @@'])
  expect(hunksOf('diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n')).toEqual([])
})

test.each([
  [100, [5, 2]],
  [7, [5, 2]],
  [6, [5, 1]],
  [5, [5]],
  [2, [2]],
])('of its lines %i are shown as %j', (limit, shown) => {
  const hunks = hunksOf(PATCH)
  expect(firstLines(hunks, limit).map(({ changes }) => changes.length)).toEqual(shown)
  expect(countLines(hunks)).toBe(7)
})
