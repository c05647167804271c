import { Topic } from 'aws-cdk-lib/aws-sns';
import { AvailableConnection, Connection } from 'cdk-codeconnections';
import { ARNS, measure } from './custom-resources';

const withTopic = process.argv[3] === 'true';

/** A waiter for each i. */
measure((stack, i) => {
  const connection = Connection.fromConnectionArn(stack, `Connection${i}`, ARNS.connection);
  const notificationTopic = withTopic ? Topic.fromTopicArn(stack, `Topic${i}`, ARNS.topic) : undefined;
  new AvailableConnection(stack, `Waiter${i}`, { connection, ...(notificationTopic && { notificationTopic }) });
});
