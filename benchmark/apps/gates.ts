import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AvailableConnection, Connection } from 'cdk-codeconnections';

const [gates, withTopic] = [Number(process.argv[2]), process.argv[3] === 'true'];

const outdir = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-synth-'));
const app = new App({ outdir, analyticsReporting: false });
const stack = new Stack(app, 'Gates');
const arn = 'arn:aws:codeconnections:eu-west-1:111111111111:connection/00000000-0000-0000-0000-000000000000';
const connection = Connection.fromConnectionArn(stack, 'Connection', arn);
const topicArn = 'arn:aws:sns:eu-west-1:111111111111:handshakes';
const notificationTopic = withTopic ? Topic.fromTopicArn(stack, 'Topic', topicArn) : undefined;
for (let i = 0; i < gates; i++) {
  new AvailableConnection(stack, `Gate${i}`, { connection, ...(notificationTopic && { notificationTopic }) });
}
const assembly = app.synth();
const { template, assets } = assembly.getStackByName('Gates');
console.log(JSON.stringify({ resources: Object.keys(template.Resources).length, assets: assets.length }));
rmSync(outdir, { recursive: true });
