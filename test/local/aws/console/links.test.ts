import { consolePageOf, consolePath, withLocalLinks } from '../../../../local/aws/console/links.ts';

const CONSOLE = 'https://us-east-1.console.aws.amazon.com';
const CONNECTION = '/codesuite/settings/123456789012/us-east-1/codeconnections/connections/1-2';

test.each([
  ['/cloudformation/home?region=eu-west-1#/stacks?filteringText=prod', '/cloudformation/123456789012/eu-west-1/prod'],
  ['/cloudwatch/home?region=us-east-1#dashboards/dashboard/git-sync', '/cloudwatch/dashboards/git-sync'],
  ['/cloudwatch/home?region=us-east-1#dashboards:name=git-sync', '/cloudwatch/dashboards/git-sync'],
  [CONNECTION, CONNECTION],
  ['/codesuite/settings/123456789012/us-east-1/connections', '/'],
])('the link %s into the AWS console has the local page %s', (link, path) => {
  expect(consolePageOf(CONSOLE + link)).toBe(path);
  if (path !== '/') expect(consolePath(CONSOLE + link)).toBe(path);
});

test.each([
  `https://console.aws.amazon.com${CONNECTION}`,
  `https://cn-north-1.console.amazonaws.cn${CONNECTION}`,
  `https://us-gov-west-1.console.amazonaws-us-gov.com${CONNECTION}`,
])('%s is a link into the AWS console', (link) => {
  expect(consolePageOf(link)).toBe(CONNECTION);
});

test.each([
  `https://evil.example.com${CONNECTION}`,
  `https://console.aws.amazon.com.evil.example.com${CONNECTION}`,
  `https://evil@console.aws.amazon.com${CONNECTION}`,
  `https://evilconsole.aws.amazon.com${CONNECTION}`,
  `https://console.aws.amazon.com:8443${CONNECTION}`,
  `http://console.aws.amazon.com${CONNECTION}`,
  `${CONSOLE}//evil.example.com${CONNECTION}`,
  `${CONSOLE}/s3/home`,
  `${CONSOLE}/cloudwatch/home#alarmsV2`,
  'https://',
])('%s has no local page, and is text', (link) => {
  expect(consolePageOf(link)).toBeUndefined();
  expect(withLocalLinks(`see ${link} now`).toString()).toBe(`see ${link} now`);
});

test.each(['//evil.example.com', '///evil.example.com/x', '/\\evil.example.com'])(
  'no path leads to another server: %s',
  (path) => {
    expect(new URL(consolePath(CONSOLE + path), 'http://127.0.0.1:4600').origin).toBe('http://127.0.0.1:4600');
  },
);

test('a name that is not well-formed is taken as it is', () => {
  expect(consolePageOf(`${CONSOLE}/cloudwatch/home#dashboards/dashboard/%`)).toBe('/cloudwatch/dashboards/%25');
  const stack = consolePageOf(`${CONSOLE}/cloudformation/home?region=../x#/stacks?filteringText=%`);
  expect(stack).toBe('/cloudformation/123456789012/..%2Fx/%25');
});

test('in a text, links into the AWS console lead to the local page, without what ends the sentence', () => {
  const text = `<b>Complete it</b> (${CONSOLE}${CONNECTION}). Then go on.`;
  expect(withLocalLinks(text).toString()).toBe(
    `&#60;b&#62;Complete it&#60;/b&#62; (<a href="${CONNECTION}">${CONSOLE}${CONNECTION}</a>). Then go on.`,
  );
});
