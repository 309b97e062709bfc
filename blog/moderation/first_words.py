"""The words that a new site looks for in comments. Moderators change them under Settings → Words in comments."""

# What programs write that leave links. One a line; see `blog.moderation.words` for “*” and “+”.
SPAM_WORDS = """\
casino*
betting
jackpot*
crypto*
bitcoin*
forex
payday loan*
cash advance
make money
earn money
work from home + $
viagra
cialis
miracle cure*
weight loss pill*
detox tea*
cheap + pharmacy
no prescription
buy now
click here
visit my website
visit my site
check out my
best price*
discount code*
promo code*
free shipping
guest post*
backlink*
seo service*
whatsapp me
telegram
onlyfans
escort*
herbal doctor*
spell caster*
"""

# Words with which somebody may be in danger, or about to do something dangerous. What the crisis is called in guidance
# to publishers (Samaritans, NHS 111) and what people call it themselves; and reasons to see a doctor today: bleeding
# from the bowel, chest pain, fits, a pregnancy with a symptom, a medicine stopped on one's own (nhs.uk, “When to call
# 999” and the pages on each symptom). Too many rather than too few: a moderator reads a comment a little earlier.
RISK_WORDS = """\
suicid*
kill myself
killing myself
end my life
ending my life
end it all
take my own life
want to die
wish i was dead
wish i were dead
better off dead
better off without me
no reason to live
no point in living
can't go on
cannot go on
can't cope any more
can't cope anymore
self harm*
self-harm*
harm myself
hurt myself
hurting myself
cutting myself
overdos*
too many tablets
too many pills
starving myself
haven't eaten + days
laxative* + every day
purging
he hits me
she hits me
hits me
afraid of my husband
afraid of my wife
afraid of my partner
stop* + my medication
stop* + my medicine
stop* + my tablets
stop* + insulin
stop* + antidepressant*
came off my medication
coming off my medication
instead of my medication
instead of chemo*
without telling my doctor
bleed* + rectal*
blood + stool*
blood + poo
vomiting blood
black stool*
chest pain*
can't breathe
passed out
fainted
seizure*
anaphyla*
pregnant + bleed*
pregnant + pain*
pregnant + fever
pregnant + medication
pregnant + supplement*
my baby + fever
my baby + blood
"""
