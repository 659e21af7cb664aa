// The package's own calls: submit one request, ask for progress until it has ended, say what came.
// node program.js BASE_URL KEY, with the request as JSON on standard input.
const { NovitaSDK, NovitaError, TaskStatus } = require('novita-sdk')

const [baseUrl, key] = process.argv.slice(2)
const sdk = new NovitaSDK(key)
sdk.setBaseUrl(baseUrl)

async function clip(data) {
  const url = '/v3/async/vidu-q1-reference2video'
  const { task_id } = await sdk.httpFetch({ url, method: 'POST', data })
  const seen = []
  for (;;) {
    const result = await sdk.progress({ task_id })
    seen.push(result.task.status)
    if ([TaskStatus.SUCCEED, TaskStatus.FAILED].includes(result.task.status)) return { seen, result }
    await new Promise((wake) => setTimeout(wake, 250))
  }
}

function refusal(error) {
  if (!(error instanceof NovitaError)) throw error
  const { code, reason, msg, metadata } = error
  return { refused: { code, reason, msg, metadata } }
}

const request = JSON.parse(require('fs').readFileSync(0, 'utf8'))
const work = request.task_id ? sdk.progress(request) : clip(request)
work.catch(refusal).then((said) => console.log(JSON.stringify(said)))
