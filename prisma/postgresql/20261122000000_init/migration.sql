-- The tables are what Prisma's schema engine derives from schema.prisma, with two things added by hand:
--   1. the foreign keys of a work unit's aggregate are deferred, so that a transaction may write its rows in any order;
--   2. the triggers at the end, the database's half of the one door.
-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Phase" AS ENUM ('GOAL', 'PLAN', 'IMPLEMENT', 'REBASE', 'REVIEW', 'COMPLETE');

-- CreateEnum
CREATE TYPE "WorkUnitStatus" AS ENUM ('READY', 'RUNNING', 'BLOCKED', 'NEEDS_ATTENTION', 'DONE');

-- CreateEnum
CREATE TYPE "ChangeKind" AS ENUM ('CREATED', 'UPDATED', 'DELETED');

-- CreateEnum
CREATE TYPE "AttentionKind" AS ENUM ('QUESTION', 'PERMISSION', 'CONFLICT', 'REVIEW', 'MERGE_CONFLICT', 'AGENT_FAILED', 'LIMIT', 'DEPENDENCY', 'CANCELLED');

-- CreateEnum
CREATE TYPE "AttentionState" AS ENUM ('OPEN', 'ANSWERED', 'WITHDRAWN', 'EXPIRED');

-- CreateEnum
CREATE TYPE "ConflictVerdict" AS ENUM ('INDEPENDENT', 'SERIALIZE', 'ASK_OPERATOR');

-- CreateEnum
CREATE TYPE "ConflictResolution" AS ENUM ('PARALLELIZE', 'SERIALIZE');

-- CreateEnum
CREATE TYPE "RunStatus" AS ENUM ('STARTING', 'RUNNING', 'WAITING', 'SUCCEEDED', 'SUSPENDED', 'FAILED', 'CANCELLED', 'LOST');

-- CreateEnum
CREATE TYPE "ReviewVerdict" AS ENUM ('APPROVE', 'FEEDBACK', 'ESCALATE');

-- CreateEnum
CREATE TYPE "OutputStream" AS ENUM ('OUT', 'ERR', 'AGENT', 'SYSTEM');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('VIEWER', 'OPERATOR', 'OWNER');

-- CreateTable
CREATE TABLE "Project" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "repositoryPath" TEXT NOT NULL,
    "baseBranch" TEXT NOT NULL,
    "maxAgents" INTEGER NOT NULL,
    "paused" BOOLEAN NOT NULL,
    "agent" JSONB NOT NULL,
    "checkCommand" JSONB,
    "phases" JSONB NOT NULL,
    "sequence" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WorkUnit" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "chunk" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "goal" TEXT,
    "phase" "Phase" NOT NULL,
    "status" "WorkUnitStatus" NOT NULL,
    "statusSince" TIMESTAMP(3) NOT NULL,
    "held" BOOLEAN NOT NULL,
    "priority" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,
    "notBefore" TIMESTAMP(3),
    "branch" TEXT,
    "worktreePath" TEXT,
    "generation" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "reviewRound" INTEGER NOT NULL,
    "session" TEXT,
    "pendingAnswer" TEXT,
    "feedback" TEXT,
    "mergedCommit" TEXT,
    "codePaths" JSONB NOT NULL,
    "codeReferences" JSONB NOT NULL,
    "inputTokens" INTEGER,
    "outputTokens" INTEGER,
    "costUsd" DOUBLE PRECISION,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "WorkUnit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Dependency" (
    "workUnitId" TEXT NOT NULL,
    "dependsOnId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,

    CONSTRAINT "Dependency_pkey" PRIMARY KEY ("workUnitId","dependsOnId")
);

-- CreateTable
CREATE TABLE "Run" (
    "id" TEXT NOT NULL,
    "workUnitId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "phase" "Phase" NOT NULL,
    "generation" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "status" "RunStatus" NOT NULL,
    "host" TEXT NOT NULL,
    "serverId" TEXT NOT NULL,
    "pid" INTEGER,
    "processIdentity" TEXT,
    "tokenHash" TEXT,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),
    "exitCode" INTEGER,
    "failure" TEXT,
    "verdict" "ReviewVerdict",
    "verdictSummary" TEXT,
    "verdictIssues" JSONB,
    "inputTokens" INTEGER,
    "outputTokens" INTEGER,
    "costUsd" DOUBLE PRECISION,

    CONSTRAINT "Run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RunOutput" (
    "runId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "stream" "OutputStream" NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "RunOutput_pkey" PRIMARY KEY ("runId","position")
);

-- CreateTable
CREATE TABLE "AttentionItem" (
    "id" TEXT NOT NULL,
    "workUnitId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "runId" TEXT,
    "conflictId" TEXT,
    "kind" "AttentionKind" NOT NULL,
    "state" "AttentionState" NOT NULL,
    "prompt" TEXT NOT NULL,
    "options" JSONB NOT NULL,
    "detail" TEXT,
    "generation" INTEGER NOT NULL,
    "openedAt" TIMESTAMP(3) NOT NULL,
    "deadline" TIMESTAMP(3),
    "answer" TEXT,
    "answeredBy" TEXT,
    "answeredAt" TIMESTAMP(3),

    CONSTRAINT "AttentionItem_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Conflict" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "unitAId" TEXT NOT NULL,
    "unitBId" TEXT NOT NULL,
    "revisionA" INTEGER NOT NULL,
    "revisionB" INTEGER NOT NULL,
    "verdict" "ConflictVerdict" NOT NULL,
    "evidence" JSONB NOT NULL,
    "resolution" "ConflictResolution",
    "resolvedBy" TEXT,
    "firstId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Conflict_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WorkUnitChange" (
    "projectId" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "workUnitId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "chunk" TEXT NOT NULL,
    "kind" "ChangeKind" NOT NULL,
    "snapshot" JSONB,
    "previousStatus" "WorkUnitStatus",
    "previousPhase" "Phase",
    "changedFields" JSONB NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "WorkUnitChange_pkey" PRIMARY KEY ("projectId","sequence")
);

-- CreateTable
CREATE TABLE "Server" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "leaseUntil" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Server_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Token" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "hash" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "expiresAt" TIMESTAMP(3),
    "revokedAt" TIMESTAMP(3),

    CONSTRAINT "Token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Receipt" (
    "actor" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "inputHash" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Receipt_pkey" PRIMARY KEY ("actor","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "Project_key_key" ON "Project"("key");

-- CreateIndex
CREATE INDEX "WorkUnit_projectId_ordinal_idx" ON "WorkUnit"("projectId", "ordinal");

-- CreateIndex
CREATE INDEX "WorkUnit_projectId_status_ordinal_idx" ON "WorkUnit"("projectId", "status", "ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "WorkUnit_projectId_chunk_key" ON "WorkUnit"("projectId", "chunk");

-- CreateIndex
CREATE UNIQUE INDEX "WorkUnit_id_revision_key" ON "WorkUnit"("id", "revision");

-- CreateIndex
CREATE INDEX "Dependency_dependsOnId_idx" ON "Dependency"("dependsOnId");

-- CreateIndex
CREATE UNIQUE INDEX "Run_tokenHash_key" ON "Run"("tokenHash");

-- CreateIndex
CREATE INDEX "Run_endedAt_idx" ON "Run"("endedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Run_workUnitId_generation_key" ON "Run"("workUnitId", "generation");

-- CreateIndex
CREATE INDEX "AttentionItem_workUnitId_state_idx" ON "AttentionItem"("workUnitId", "state");

-- CreateIndex
CREATE INDEX "AttentionItem_state_openedAt_idx" ON "AttentionItem"("state", "openedAt");

-- CreateIndex
CREATE INDEX "Conflict_unitBId_idx" ON "Conflict"("unitBId");

-- CreateIndex
CREATE INDEX "Conflict_projectId_verdict_idx" ON "Conflict"("projectId", "verdict");

-- CreateIndex
CREATE UNIQUE INDEX "Conflict_unitAId_unitBId_key" ON "Conflict"("unitAId", "unitBId");

-- CreateIndex
CREATE UNIQUE INDEX "WorkUnitChange_workUnitId_revision_key" ON "WorkUnitChange"("workUnitId", "revision");

-- CreateIndex
CREATE UNIQUE INDEX "Token_name_key" ON "Token"("name");

-- CreateIndex
CREATE UNIQUE INDEX "Token_hash_key" ON "Token"("hash");

-- AddForeignKey
ALTER TABLE "WorkUnit" ADD CONSTRAINT "WorkUnit_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WorkUnit" ADD CONSTRAINT "WorkUnit_id_revision_fkey" FOREIGN KEY ("id", "revision") REFERENCES "WorkUnitChange"("workUnitId", "revision") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "Dependency" ADD CONSTRAINT "Dependency_workUnitId_fkey" FOREIGN KEY ("workUnitId") REFERENCES "WorkUnit"("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "Dependency" ADD CONSTRAINT "Dependency_dependsOnId_fkey" FOREIGN KEY ("dependsOnId") REFERENCES "WorkUnit"("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "Dependency" ADD CONSTRAINT "Dependency_workUnitId_revision_fkey" FOREIGN KEY ("workUnitId", "revision") REFERENCES "WorkUnitChange"("workUnitId", "revision") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_workUnitId_fkey" FOREIGN KEY ("workUnitId") REFERENCES "WorkUnit"("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_workUnitId_revision_fkey" FOREIGN KEY ("workUnitId", "revision") REFERENCES "WorkUnitChange"("workUnitId", "revision") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "RunOutput" ADD CONSTRAINT "RunOutput_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AttentionItem" ADD CONSTRAINT "AttentionItem_workUnitId_fkey" FOREIGN KEY ("workUnitId") REFERENCES "WorkUnit"("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "AttentionItem" ADD CONSTRAINT "AttentionItem_workUnitId_revision_fkey" FOREIGN KEY ("workUnitId", "revision") REFERENCES "WorkUnitChange"("workUnitId", "revision") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "AttentionItem" ADD CONSTRAINT "AttentionItem_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Conflict" ADD CONSTRAINT "Conflict_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Conflict" ADD CONSTRAINT "Conflict_unitAId_fkey" FOREIGN KEY ("unitAId") REFERENCES "WorkUnit"("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "Conflict" ADD CONSTRAINT "Conflict_unitBId_fkey" FOREIGN KEY ("unitBId") REFERENCES "WorkUnit"("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "Conflict" ADD CONSTRAINT "Conflict_unitAId_revisionA_fkey" FOREIGN KEY ("unitAId", "revisionA") REFERENCES "WorkUnitChange"("workUnitId", "revision") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "Conflict" ADD CONSTRAINT "Conflict_unitBId_revisionB_fkey" FOREIGN KEY ("unitBId", "revisionB") REFERENCES "WorkUnitChange"("workUnitId", "revision") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "WorkUnitChange" ADD CONSTRAINT "WorkUnitChange_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The one door. A change entry for the next revision comes first; only then may the rows of that unit be written, each
-- with that revision, and the unit last. Nobody can do this by accident, and what is in the log is broadcast. The triggers
-- ask for the entry themselves, because SQLite's own shell does not enforce foreign keys.

CREATE FUNCTION "WorkUnit_insert"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."revision" <> 1 OR EXISTS (SELECT 1 FROM "WorkUnit" WHERE "id" = NEW."id")
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."id" AND "revision" = 1) THEN
    RAISE EXCEPTION 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "WorkUnit_insert" BEFORE INSERT ON "WorkUnit" FOR EACH ROW EXECUTE FUNCTION "WorkUnit_insert"();

CREATE FUNCTION "WorkUnit_update"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."revision" <> OLD."revision" + 1 OR NEW."id" <> OLD."id"
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."id" AND "revision" = NEW."revision") THEN
    RAISE EXCEPTION 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "WorkUnit_update" BEFORE UPDATE ON "WorkUnit" FOR EACH ROW EXECUTE FUNCTION "WorkUnit_update"();

CREATE FUNCTION "WorkUnit_delete"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = OLD."id" AND "revision" = OLD."revision" + 1 AND "kind" = 'DELETED'
  ) THEN
    RAISE EXCEPTION 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER "WorkUnit_delete" BEFORE DELETE ON "WorkUnit" FOR EACH ROW EXECUTE FUNCTION "WorkUnit_delete"();

CREATE FUNCTION "Dependency_revision_write"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."revision" <> COALESCE((SELECT "revision" FROM "WorkUnit" WHERE "id" = NEW."workUnitId"), 0) + 1
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."workUnitId" AND "revision" = NEW."revision") THEN
    RAISE EXCEPTION 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "Dependency_revision_write" BEFORE INSERT OR UPDATE ON "Dependency" FOR EACH ROW EXECUTE FUNCTION "Dependency_revision_write"();

CREATE FUNCTION "Dependency_revision_delete"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM "WorkUnitChange"
    WHERE "workUnitId" = OLD."workUnitId" AND "revision" = (SELECT "revision" FROM "WorkUnit" WHERE "id" = OLD."workUnitId") + 1
  ) THEN
    RAISE EXCEPTION 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER "Dependency_revision_delete" BEFORE DELETE ON "Dependency" FOR EACH ROW EXECUTE FUNCTION "Dependency_revision_delete"();

CREATE FUNCTION "Run_revision_write"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."revision" <> COALESCE((SELECT "revision" FROM "WorkUnit" WHERE "id" = NEW."workUnitId"), 0) + 1
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."workUnitId" AND "revision" = NEW."revision") THEN
    RAISE EXCEPTION 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "Run_revision_write" BEFORE INSERT OR UPDATE ON "Run" FOR EACH ROW EXECUTE FUNCTION "Run_revision_write"();

CREATE FUNCTION "Run_revision_delete"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM "WorkUnitChange"
    WHERE "workUnitId" = OLD."workUnitId" AND "revision" = (SELECT "revision" FROM "WorkUnit" WHERE "id" = OLD."workUnitId") + 1
  ) THEN
    RAISE EXCEPTION 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER "Run_revision_delete" BEFORE DELETE ON "Run" FOR EACH ROW EXECUTE FUNCTION "Run_revision_delete"();

CREATE FUNCTION "AttentionItem_revision_write"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."revision" <> COALESCE((SELECT "revision" FROM "WorkUnit" WHERE "id" = NEW."workUnitId"), 0) + 1
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."workUnitId" AND "revision" = NEW."revision") THEN
    RAISE EXCEPTION 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "AttentionItem_revision_write" BEFORE INSERT OR UPDATE ON "AttentionItem" FOR EACH ROW EXECUTE FUNCTION "AttentionItem_revision_write"();

CREATE FUNCTION "AttentionItem_revision_delete"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM "WorkUnitChange"
    WHERE "workUnitId" = OLD."workUnitId" AND "revision" = (SELECT "revision" FROM "WorkUnit" WHERE "id" = OLD."workUnitId") + 1
  ) THEN
    RAISE EXCEPTION 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER "AttentionItem_revision_delete" BEFORE DELETE ON "AttentionItem" FOR EACH ROW EXECUTE FUNCTION "AttentionItem_revision_delete"();

CREATE FUNCTION "Conflict_revisionA_write"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."revisionA" <> COALESCE((SELECT "revision" FROM "WorkUnit" WHERE "id" = NEW."unitAId"), 0) + 1
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."unitAId" AND "revision" = NEW."revisionA") THEN
    RAISE EXCEPTION 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "Conflict_revisionA_write" BEFORE INSERT OR UPDATE ON "Conflict" FOR EACH ROW EXECUTE FUNCTION "Conflict_revisionA_write"();

CREATE FUNCTION "Conflict_revisionA_delete"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM "WorkUnitChange"
    WHERE "workUnitId" = OLD."unitAId" AND "revision" = (SELECT "revision" FROM "WorkUnit" WHERE "id" = OLD."unitAId") + 1
  ) THEN
    RAISE EXCEPTION 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER "Conflict_revisionA_delete" BEFORE DELETE ON "Conflict" FOR EACH ROW EXECUTE FUNCTION "Conflict_revisionA_delete"();

CREATE FUNCTION "Conflict_revisionB_write"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."revisionB" <> COALESCE((SELECT "revision" FROM "WorkUnit" WHERE "id" = NEW."unitBId"), 0) + 1
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."unitBId" AND "revision" = NEW."revisionB") THEN
    RAISE EXCEPTION 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "Conflict_revisionB_write" BEFORE INSERT OR UPDATE ON "Conflict" FOR EACH ROW EXECUTE FUNCTION "Conflict_revisionB_write"();

CREATE FUNCTION "Conflict_revisionB_delete"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM "WorkUnitChange"
    WHERE "workUnitId" = OLD."unitBId" AND "revision" = (SELECT "revision" FROM "WorkUnit" WHERE "id" = OLD."unitBId") + 1
  ) THEN
    RAISE EXCEPTION 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER "Conflict_revisionB_delete" BEFORE DELETE ON "Conflict" FOR EACH ROW EXECUTE FUNCTION "Conflict_revisionB_delete"();

-- The change log: only ever the next sequence of the project and the next revision of the unit, and never altered.

CREATE FUNCTION "WorkUnitChange_insert"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."sequence" <> COALESCE((SELECT MAX("sequence") FROM "WorkUnitChange" WHERE "projectId" = NEW."projectId"), 0) + 1
    OR NEW."revision" <> COALESCE((SELECT "revision" FROM "WorkUnit" WHERE "id" = NEW."workUnitId"), 0) + 1 THEN
    RAISE EXCEPTION 'The change log has no gaps: a change has the next sequence of its project and the next revision of its unit.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "WorkUnitChange_insert" BEFORE INSERT ON "WorkUnitChange" FOR EACH ROW EXECUTE FUNCTION "WorkUnitChange_insert"();

CREATE FUNCTION "WorkUnitChange_head"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "Project" SET "sequence" = NEW."sequence" WHERE "id" = NEW."projectId";
  RETURN NEW;
END $$;
CREATE TRIGGER "WorkUnitChange_head" AFTER INSERT ON "WorkUnitChange" FOR EACH ROW EXECUTE FUNCTION "WorkUnitChange_head"();

CREATE FUNCTION "WorkUnitChange_immutable"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The change log is never altered.' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER "WorkUnitChange_immutable" BEFORE UPDATE OR DELETE ON "WorkUnitChange"
  FOR EACH ROW EXECUTE FUNCTION "WorkUnitChange_immutable"();

CREATE FUNCTION "Project_sequence"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."sequence" <> OLD."sequence" AND NOT EXISTS (
    SELECT 1 FROM "WorkUnitChange" WHERE "projectId" = NEW."id" AND "sequence" = NEW."sequence" AND NEW."sequence" = OLD."sequence" + 1
  ) THEN
    RAISE EXCEPTION 'The head of the change log moves with the log.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "Project_sequence" BEFORE UPDATE ON "Project" FOR EACH ROW EXECUTE FUNCTION "Project_sequence"();

-- A row's trigger does not see TRUNCATE.
CREATE FUNCTION "refuse_truncate"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER "WorkUnit_truncate" BEFORE TRUNCATE ON "WorkUnit" EXECUTE FUNCTION "refuse_truncate"();
CREATE TRIGGER "Dependency_truncate" BEFORE TRUNCATE ON "Dependency" EXECUTE FUNCTION "refuse_truncate"();
CREATE TRIGGER "Run_truncate" BEFORE TRUNCATE ON "Run" EXECUTE FUNCTION "refuse_truncate"();
CREATE TRIGGER "AttentionItem_truncate" BEFORE TRUNCATE ON "AttentionItem" EXECUTE FUNCTION "refuse_truncate"();
CREATE TRIGGER "Conflict_truncate" BEFORE TRUNCATE ON "Conflict" EXECUTE FUNCTION "refuse_truncate"();
CREATE TRIGGER "WorkUnitChange_truncate" BEFORE TRUNCATE ON "WorkUnitChange" EXECUTE FUNCTION "refuse_truncate"();
