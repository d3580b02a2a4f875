"""Word lists that tell a person's name from a company, a place, a month, a product or a verb; all lower-case."""

from __future__ import annotations

from talktrack.engines.personal_data.spans import words

ORGANISATION = words(
    "inc llc ltd plc gmbh ag corp co corporation company companies group holdings systems software labs logistics "
    "foods bank banking health healthcare medical hospital clinic clinics industries industrial manufacturing retail "
    "finance financial partners solutions technologies technology tech services freight supply stores university "
    "college school street avenue road insurance capital media energy motors steel works brothers sons associates "
    "consulting ventures enterprises international pharma pharmaceuticals airlines airways hotel hotels trust fund "
    "foundation institute union church museum park plaza tower center centre building county trucking carriers "
    "transport markets outfitters apparel metals plastics components payments credit pumps tools"
)
CALENDAR = words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz maerz oktober dezember "
    "christmas easter thanksgiving ramadan diwali hanukkah halloween spring summer autumn winter"
)
NATIONS = words(
    "english spanish french german italian dutch portuguese swedish danish norwegian finnish polish czech hungarian "
    "greek turkish russian ukrainian chinese japanese korean indian pakistani arabic hebrew persian american british "
    "canadian australian mexican brazilian european african asian irish scottish welsh swiss austrian belgian latin "
    "roman christian catholic jewish muslim hindu buddhist"
)
BRANDS = words(
    "google microsoft amazon aws azure apple facebook meta instagram whatsapp linkedin twitter youtube tiktok netflix "
    "salesforce hubspot zoom slack teams gong outlook gmail zendesk intercom dropbox atlassian jira confluence trello "
    "asana notion airtable github gitlab bitbucket oracle sap netsuite workday adobe intuit quickbooks xero stripe "
    "paypal square shopify magento wordpress mailchimp marketo pardot eloqua segment snowflake databricks tableau "
    "looker splunk datadog okta docusign twilio kubernetes docker linux windows android iphone ipad macbook excel "
    "powerpoint word sharepoint onedrive salesloft outreach apollo clearbit zapier figma miro chatgpt openai anthropic "
    "nvidia intel ibm cisco dell lenovo samsung sony tesla uber airbnb walmart target costco fedex ups dhl visa "
    "mastercard amex deloitte accenture pwc kpmg mckinsey gartner forrester calendly webex vonage avaya genesys kafka "
    "postgres mysql mongodb redis python java javascript hadoop spark powerbi sage concur coupa ariba veeva epic cerner"
)
MODERN = words(
    "onboarding offboarding kickoff signup login logout webinar webinars analytics dashboards ebook upsell upsells "
    "cashflow roadmap roadmaps uptime downtime chatbot chatbots workflow workflows inbox voicemail hashtag blog blogs "
    "startup startups smartphone website websites offline online cybersecurity middleware serverless microservices "
    "datasheet whitepaper playbook playbooks standup backlog rollout rollouts timeline timelines lifecycle checkbox "
    "dropdown workspace workspaces touchpoint touchpoints benchmarking yeah yep yup nope uh-huh mm-hmm hmm gonna wanna "
    "gotta kinda sorta dunno lemme alright okay ok mhm ahh ooh wow haha whoa hiya"
)
NOT_NAMES = (
    words(
        "i i'm i'll i've i'd it's that's there's here's what's let's we're we'll we've you're you'll they're don't "
        "can't won't isn't didn't doesn't wasn't couldn't wouldn't shouldn't haven't hasn't aren't mr mrs ms mx dr "
        "prof sir madam miss ceo cfo cto cio coo cmo ciso vp svp evp crm erp api sso it hr qa ai ml ui ux pdf url faq "
        "nda sow rfp rfq kpi roi saas b2b am pm est pst cst gmt utc mm uh um hm er ah oh hi hey hello dear thanks team "
        "all everyone everybody zusammen leute sie ihnen ihr ihre ihren euch folks guys mom dad god "
        "customer client agent rep seller buyer kunde"
    )
    | CALENDAR
    | NATIONS
    | BRANDS
    | MODERN
)
PLACES = words(
    "austin charlotte savannah sydney jackson madison dallas houston lincoln carson brooklyn florence sienna chelsea "
    "israel jordan georgia virginia carolina dakota montana phoenix victoria adelaide alexandria orlando trenton "
    "aurora santiago london paris milan valencia lourdes asia america india china kenya chad cuba ireland holland "
    "england salem lima geneva regina kingston denver troy clayton augusta eugene raleigh columbus arlington vienna"
)
FOLLOWS_VERB = words(
    "you your we i it that the this my our there be not have to in on of access these those a an any all us me "
    "them they he she him her his how what when if as for"
)
GERMAN_OPENINGS = words(
    "der die das dem den des ein eine einen einem einer eines mein meine meinen meinem meiner dein deine deinen seine "
    "seinen ihr ihre ihren ihrem unser unsere unseren unserem unserer euer eure kein keine keinen dieser diese dieses "
    "diesen jeder jede jedes welche welcher welches ich wir guten gute neue alle viele beide wenn und oder aber auch "
    "bei mit nach für aus über unter ohne"
)
GERMAN_WORDS = words(
    "das dem ein eine einen einem einer und oder aber nicht ist sind wir ich sie mit für auf bei nach zu aus über wird "
    "werden haben habe kein keine mein meine unser unsere ihr ihre auch noch schon sehr wie wenn weil dass lautet vom "
    "zum zur beim heute kommt gibt nächste nächsten mir uns ihnen"
)
EMPLOYERS = words("firma gruppe agentur abteilung bank company société entreprise empresa compañía grupo team")
DETERMINERS = words(
    "the a an our your their its this that these those every each any some no another which what "
    "der das dem den des ein eine einen einem einer mein meine meinen meinem unser unsere unseren ihr ihre kein keine"
)
PARTICLES = words("de van der von la le bin ibn al el da dos das di del della den ter ten du")
