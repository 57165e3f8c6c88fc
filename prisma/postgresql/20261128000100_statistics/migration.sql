-- Statistics: the changes of a stretch of time are found without going through the whole log.
-- CreateIndex
CREATE INDEX "WorkUnitChange_projectId_at_sequence_idx" ON "WorkUnitChange"("projectId", "at", "sequence");
