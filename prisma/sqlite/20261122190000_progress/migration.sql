-- Progress: what an agent last said of how far its run is.
-- AlterTable
ALTER TABLE "Run" ADD COLUMN "progressMessage" TEXT;
ALTER TABLE "Run" ADD COLUMN "progressPercent" INTEGER;
ALTER TABLE "Run" ADD COLUMN "progressAt" DATETIME;
