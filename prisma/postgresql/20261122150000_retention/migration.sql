-- Retention: the change log may be cut off at its old end. Up to where is said first, in "expiredSequence", so that whoever asks for
-- what is gone is told; only then may entries go. What stays is the state of every unit as of there: its newest entry, unless that
-- is its deletion. Entries that a row of a unit refers to are kept by the foreign keys.
-- AlterTable
ALTER TABLE "Project" ADD COLUMN "expiredSequence" INTEGER NOT NULL DEFAULT 0;

-- It only ever grows, and the newest entry of the log never expires: the next one has its sequence from it.
CREATE FUNCTION "Project_expiredSequence"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."expiredSequence" <> OLD."expiredSequence"
  AND (NEW."expiredSequence" < OLD."expiredSequence" OR NEW."expiredSequence" >= NEW."sequence") THEN
    RAISE EXCEPTION 'Changes that have expired do not come back, and the newest one never expires.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "Project_expiredSequence" BEFORE UPDATE ON "Project" FOR EACH ROW EXECUTE FUNCTION "Project_expiredSequence"();

DROP TRIGGER "WorkUnitChange_immutable" ON "WorkUnitChange";
CREATE TRIGGER "WorkUnitChange_immutable" BEFORE UPDATE ON "WorkUnitChange" FOR EACH ROW EXECUTE FUNCTION "WorkUnitChange_immutable"();

-- A deletion goes last of its unit: the state before it would bring the unit back.
CREATE FUNCTION "WorkUnitChange_delete"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  expired INTEGER := (SELECT "expiredSequence" FROM "Project" WHERE "id" = OLD."projectId");
BEGIN
  IF OLD."sequence" > expired
  OR (CASE OLD."kind"
    WHEN 'DELETED' THEN EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = OLD."workUnitId" AND "revision" < OLD."revision")
    ELSE COALESCE(
      (
        SELECT "sequence" FROM "WorkUnitChange"
        WHERE "workUnitId" = OLD."workUnitId" AND "revision" > OLD."revision" ORDER BY "revision" LIMIT 1
      ) > expired,
      TRUE
    )
  END) THEN
    RAISE EXCEPTION 'The change log is never altered; only changes that have expired go, and of each unit the newest of them stays.'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER "WorkUnitChange_delete" BEFORE DELETE ON "WorkUnitChange" FOR EACH ROW EXECUTE FUNCTION "WorkUnitChange_delete"();
