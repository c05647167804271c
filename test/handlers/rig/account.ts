/** The names of what the handlers run in. */
export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
export const STACK = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/my-stack/11111111-2222-3333-4444-555555555555`;
export const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:handler`;
export const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:git-sync`;
/** The central event bus of a monitor, in another account and Region. */
export const CENTRAL_BUS = 'arn:aws:events:eu-central-1:111122223333:event-bus/git-sync';
