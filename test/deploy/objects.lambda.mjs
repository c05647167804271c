import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const client = new S3Client({});
const Bucket = process.env.BUCKET;

/** Puts an object into a bucket, and lists all that are there. */
export async function handler({ Key }) {
  await client.send(new PutObjectCommand({ Bucket, Key, Body: 'content' }));
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
  return Contents.map((object) => object.Key);
}
