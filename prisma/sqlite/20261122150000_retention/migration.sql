-- Retention: the change log may be cut off at its old end. Up to where is said first, in "expiredSequence", so that whoever asks for
-- what is gone is told; only then may entries go. What stays is the state of every unit as of there: its newest entry, unless that
-- is its deletion. Entries that a row of a unit refers to are kept by the foreign keys.
-- AlterTable
ALTER TABLE "Project" ADD COLUMN "expiredSequence" INTEGER NOT NULL DEFAULT 0;

-- It only ever grows, and the newest entry of the log never expires: the next one has its sequence from it.
CREATE TRIGGER "Project_expiredSequence" BEFORE UPDATE ON "Project"
WHEN NEW."expiredSequence" <> OLD."expiredSequence"
  AND (NEW."expiredSequence" < OLD."expiredSequence" OR NEW."expiredSequence" >= NEW."sequence")
BEGIN
  SELECT RAISE(ABORT, 'Changes that have expired do not come back, and the newest one never expires.');
END;

DROP TRIGGER "WorkUnitChange_delete";

-- A deletion goes last of its unit: the state before it would bring the unit back.
CREATE TRIGGER "WorkUnitChange_delete" BEFORE DELETE ON "WorkUnitChange"
WHEN OLD."sequence" > (SELECT "expiredSequence" FROM "Project" WHERE "id" = OLD."projectId")
  OR CASE OLD."kind"
    WHEN 'DELETED' THEN EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = OLD."workUnitId" AND "revision" < OLD."revision")
    ELSE COALESCE(
      (
        SELECT "sequence" FROM "WorkUnitChange"
        WHERE "workUnitId" = OLD."workUnitId" AND "revision" > OLD."revision" ORDER BY "revision" LIMIT 1
      ) > (SELECT "expiredSequence" FROM "Project" WHERE "id" = OLD."projectId"),
      TRUE
    )
  END
BEGIN
  SELECT RAISE(ABORT, 'The change log is never altered; only changes that have expired go, and of each unit the newest of them stays.');
END;
