-- Who made a token. Those that there are belong to servers, which put them from their data folders: nobody made them.
-- AlterTable
ALTER TABLE "Token" ADD COLUMN "createdBy" TEXT;
