-- Prompts: what the agent of a run was told. They are no part of a work unit, and guarded by no trigger.
-- CreateTable
CREATE TABLE "RunPrompt" (
    "runId" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "RunPrompt_pkey" PRIMARY KEY ("runId")
);

-- AddForeignKey
ALTER TABLE "RunPrompt" ADD CONSTRAINT "RunPrompt_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
