-- All tables of an installation of release 0.1.0 (schema 0003) with invented patients; codes.json says what they were sent.
-- Bytes of pictures are cut to their first eight, to keep this file small.
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE approval (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	approved_by INTEGER NOT NULL, 
	approved_at DATETIME NOT NULL, 
	warning TEXT NOT NULL, 
	sign_off TEXT NOT NULL, 
	CONSTRAINT pk_approval PRIMARY KEY (id), 
	CONSTRAINT fk_approval_approved_by FOREIGN KEY(approved_by) REFERENCES staff (id), 
	CONSTRAINT fk_approval_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id)
);
INSERT INTO "approval" VALUES(1,1,'0f51f740ea255ae848772a9cdfba6cb4244d8a59d0df199228e176110836e5c5',2,'2026-11-23 10:00:00.000000','The GP contract (GMS Contracts Regulations 2015, regulation 68; PMS Agreements Regulations 2015, regulation 61) requires a practice to let summary information be uploaded to the Summary Care Record whenever a patient''s record changes. Adding the code to patients who have not asked for it may breach that duty. Do not go on without a recorded decision of the partners, a data protection impact assessment, the advice of the data protection officer, and word from the ICB.
','');
CREATE TABLE audit_event (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	staff_id INTEGER, 
	action VARCHAR(60) NOT NULL, 
	campaign_id INTEGER, 
	details JSON NOT NULL, 
	previous_hash VARCHAR(64) NOT NULL, 
	own_hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit_event PRIMARY KEY (id), 
	CONSTRAINT fk_audit_event_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_audit_event_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);
INSERT INTO "audit_event" VALUES(1,'2026-11-23 10:00:00.000000',NULL,'practice.set',NULL,'{"practice": 1, "ods_code": "Y99999"}','0000000000000000000000000000000000000000000000000000000000000000','87ff9e94d9c26816cdf75e3c3ec6dbba8ede870661d88ccd7d3e10bbf02301b4');
INSERT INTO "audit_event" VALUES(2,'2026-11-23 10:00:00.000000',NULL,'staff.added',NULL,'{"subject": 1, "role": "manager", "password_set": true}','87ff9e94d9c26816cdf75e3c3ec6dbba8ede870661d88ccd7d3e10bbf02301b4','a210e2e4ed6125ebd5c52ba3e588045d4e2679ac8c5e3152728613bebed58014');
INSERT INTO "audit_event" VALUES(3,'2026-11-23 10:00:00.000000',NULL,'staff.added',NULL,'{"subject": 2, "role": "approver", "password_set": true}','a210e2e4ed6125ebd5c52ba3e588045d4e2679ac8c5e3152728613bebed58014','411cc77d82ce6ad76eb9c24520bcf05b2fc7b3c585d289801642fc3b346b6d3c');
INSERT INTO "audit_event" VALUES(4,'2026-11-23 10:00:00.000000',NULL,'staff.added',NULL,'{"subject": 3, "role": "reception", "password_set": true}','411cc77d82ce6ad76eb9c24520bcf05b2fc7b3c585d289801642fc3b346b6d3c','174384e0f7d5afa2f725708d71501bb4f94498c75d7517d54e0510989931a6e7');
INSERT INTO "audit_event" VALUES(5,'2026-11-23 10:00:00.000000',1,'list.imported',NULL,'{"list": 1, "sha256": "fa6de0691477991bf0f3ba13ac8d86ba70faaa8153938d6359d8a56eb954c5eb", "counts": {"joined": 6, "left": 0, "died": 0, "changed": 0, "returned": 0, "unchanged": 0}}','174384e0f7d5afa2f725708d71501bb4f94498c75d7517d54e0510989931a6e7','c0a148848053e75b3410559b2585b6ea4542ce19485efd648b07187c27758d43');
INSERT INTO "audit_event" VALUES(6,'2026-11-23 10:00:00.000000',1,'campaign.created',1,'{"preset": "scr"}','c0a148848053e75b3410559b2585b6ea4542ce19485efd648b07187c27758d43','2106ee7ea206feed79d6a481de71ab1cfabbd223c4ba3219745901cef86f2a38');
INSERT INTO "audit_event" VALUES(7,'2026-11-23 10:00:00.000000',NULL,'campaign.previewed',1,'{"fingerprint": "0f51f740ea255ae848772a9cdfba6cb4244d8a59d0df199228e176110836e5c5", "counts": {"patients": 6, "told_by": {"sms": 3, "email": 1, "letter": 2}, "not_told": {}, "footer": false, "sms_parts_each": 1, "letters": {"standard/en": 2}, "letters_in_english": {}}}','2106ee7ea206feed79d6a481de71ab1cfabbd223c4ba3219745901cef86f2a38','2f2f3f5bb4796bb2b2c698f2990361669e295d243615b3766a902e7917e3a96c');
INSERT INTO "audit_event" VALUES(8,'2026-11-23 10:00:00.000000',2,'campaign.approved',1,'{"fingerprint": "0f51f740ea255ae848772a9cdfba6cb4244d8a59d0df199228e176110836e5c5"}','2f2f3f5bb4796bb2b2c698f2990361669e295d243615b3766a902e7917e3a96c','ab4b909a0644272272b2d3afb6dd27571f44595cb9f035845720754839746726');
INSERT INTO "audit_event" VALUES(9,'2026-11-23 10:00:00.000000',1,'campaign.running',1,'{"verb": "launch"}','ab4b909a0644272272b2d3afb6dd27571f44595cb9f035845720754839746726','9951235b2af92580967635f5df0b612b00e1b596d4224da410250eb5a39e816e');
INSERT INTO "audit_event" VALUES(10,'2026-11-23 10:00:00.000000',NULL,'planning.notices',1,'{"notices": 6}','9951235b2af92580967635f5df0b612b00e1b596d4224da410250eb5a39e816e','a9f16795a4d87ce57422d440560ac5d5b7ca31907be8268dec4480b4701fae1b');
INSERT INTO "audit_event" VALUES(11,'2026-11-23 10:00:00.000000',1,'letters.printed',1,'{"manifest_sha256": "5b0d20e1710fe10d7b4c1a5d3efde6631c7c0d0d9a94ba8318679df4b32bbecb", "run": 1, "letters": 2, "piles": {"post": 2}}','a9f16795a4d87ce57422d440560ac5d5b7ca31907be8268dec4480b4701fae1b','ed1394b0524df7145d57130355e7ae6dad90f635397cd34630419fd38ac17273');
INSERT INTO "audit_event" VALUES(12,'2026-11-23 10:00:00.000000',1,'letters.posted',1,'{"letters": 2, "posted_at": "2026-11-23T10:00:00+00:00", "run": null, "pile": "post"}','ed1394b0524df7145d57130355e7ae6dad90f635397cd34630419fd38ac17273','9a7415773e9826c14923f59ee38c826d7f6a04c717794390950db163d72dfbac');
INSERT INTO "audit_event" VALUES(13,'2026-11-25 10:00:00.000000',3,'reply.settled',1,'{"reply": 1, "choice": "keep", "source": "paper", "doubt": null}','9a7415773e9826c14923f59ee38c826d7f6a04c717794390950db163d72dfbac','5556de5fe91c912fcf122e610e698a928f20f62c0423254528f535b3d0f9e020');
INSERT INTO "audit_event" VALUES(14,'2026-11-25 10:00:00.000000',3,'reply.settled',1,'{"reply": 2, "choice": "unsure", "source": "phone", "doubt": null}','5556de5fe91c912fcf122e610e698a928f20f62c0423254528f535b3d0f9e020','3aa1875726b0d11d28377c12acbdd06aa3ddef272387cf69f2ff51878bcf46a3');
CREATE TABLE audit_head (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	own_hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit_head PRIMARY KEY (id)
);
INSERT INTO "audit_head" VALUES(1,14,'3aa1875726b0d11d28377c12acbdd06aa3ddef272387cf69f2ff51878bcf46a3');
CREATE TABLE campaign (
	id INTEGER NOT NULL, 
	practice_id INTEGER NOT NULL, 
	preset VARCHAR(60) NOT NULL, 
	preset_data JSON NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	campaign_status VARCHAR(24) NOT NULL, 
	notice_days INTEGER NOT NULL, 
	channels JSON NOT NULL, 
	evidence_needed VARCHAR(24) NOT NULL, 
	created_by INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	launched_at DATETIME, 
	paused_because VARCHAR(300), 
	resumed_at DATETIME, 
	closed_at DATETIME, 
	CONSTRAINT pk_campaign PRIMARY KEY (id), 
	CONSTRAINT fk_campaign_created_by FOREIGN KEY(created_by) REFERENCES staff (id), 
	CONSTRAINT fk_campaign_practice_id FOREIGN KEY(practice_id) REFERENCES practice (id), 
	CONSTRAINT ck_campaign_campaignstatus CHECK (campaign_status IN ('draft', 'approved', 'running', 'paused', 'closed', 'cancelled')), 
	CONSTRAINT ck_campaign_evidence CHECK (evidence_needed IN ('none', 'passive', 'posted', 'sent', 'delivered', 'replied'))
);
INSERT INTO "campaign" VALUES(1,1,'scr','{"title": "Summary Care Record", "summary": "Add the code that stops a Summary Care Record to every patient who was told and did not object.", "notice_days": 42, "shortest_notice_days": 28, "guardian_below_age": 13, "evidence_needed": "posted", "asks_extent": false, "reminder": true, "warning": "The GP contract (GMS Contracts Regulations 2015, regulation 68; PMS Agreements Regulations 2015, regulation 61) requires a practice to let summary information be uploaded to the Summary Care Record whenever a patient''s record changes. Adding the code to patients who have not asked for it may breach that duty. Do not go on without a recorded decision of the partners, a data protection impact assessment, the advice of the data protection officer, and word from the ICB.\n", "sign_off_asks": ["minute of the partners'' decision", "impact assessment (DPIA) reference", "data protection officer", "ICB contact"], "groups": [{"reason": "already_coded", "label": "already opted out", "codes": ["93C3", "9Ndo", "XaKRy", "XaXj6", "416308001"]}, {"reason": "express_consent", "label": "express consent", "codes": ["9Ndm", "9Ndn", "XaXbY", "XaXbZ"]}], "adds": [{"terminology": "Read v2", "code": "9Ndo", "term": "Express dissent for Summary Care Record dataset upload"}, {"terminology": "CTV3", "code": "XaXj6", "term": "Express dissent for Summary Care Record dataset upload"}], "free_text": {"may_code_asked": "Patient asked for no Summary Care Record after being told of the practice''s proposal", "may_code_silent": "Practice decision after individual notice; patient did not reply. Not an expression of the patient''s will"}}','Summary Care Record 2026','running',28,'["sms", "email", "letter"]','posted',1,'2026-11-23 10:00:00.000000','2026-11-23 10:00:00.000000',NULL,NULL,NULL);
CREATE TABLE campaign_text (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	part VARCHAR(20) NOT NULL, 
	language VARCHAR(10) NOT NULL, 
	version INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	written_by INTEGER NOT NULL, 
	written_at DATETIME NOT NULL, 
	CONSTRAINT pk_campaign_text PRIMARY KEY (id), 
	CONSTRAINT fk_campaign_text_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_campaign_text_written_by FOREIGN KEY(written_by) REFERENCES staff (id), 
	CONSTRAINT uq_campaign_text_campaign_id_part_language_version UNIQUE (campaign_id, part, language, version)
);
INSERT INTO "campaign_text" VALUES(1,1,'letter_words','en',1,'# The letter''s words around the text: {name}, {page}, {pages} and {phone} are filled in by the program.
direction = "ltr"
salutation = "Dear {name}"
salutation_guardian = "Dear parent or guardian of {name}"
page_line = "Page {page} of {pages}"
phone_line = "Phone: {phone}"
','2a308b53a9378abd39673f1047df73d41eee8f300b378b08c3dc652b1fcd242d',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(2,1,'sms','en',1,'{% if reminder %}Reminder: {% endif %}{% if guardian %}To the parent or guardian: {% endif %}{{ practice_name }} plans to stop your {% if guardian %}child''s {% endif %}Summary Care Record. You can keep it. Tell us by {{ deadline_short }}: {{ link }} or call {{ practice_phone }}
','21337d69c318c4ac2e14bff3f94416da64d605d2f2c0f6153aa5479f42e0bb09',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(3,1,'acknowledgement','en',1,'{{ practice_name }}: You asked us to keep {% if guardian %}your child''s{% else %}your{% endif %} Summary Care Record. We will not add the code. To change your mind: {{ link }} or call {{ practice_phone }}
','6b456995f9f3b4514047fc81f0eb5e26e5c9363382a0ee2ffdc02d7556cb6b78',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(4,1,'email_text','en',1,'Subject: {% if reminder %}Reminder: {% endif %}{{ practice_name }}: your Summary Care Record - please tell us what you want
{{ salutation }},

{% if reminder %}This is a reminder. We have not heard from you yet.

{% endif %}{% if guardian %}We are writing to you as the parent or guardian. "You" below means your child.

{% endif %}We plan to stop your Summary Care Record. You can keep it. Please tell us what you want by {{ deadline }}.

What it is
Your Summary Care Record is a short copy of your GP record. It shows your medicines, your allergies and bad reactions to medicines. It may also show your health problems. NHS staff in other places, such as a hospital, can look at it when they treat you.

What we plan to do
We plan to add a code to your GP record that stops your Summary Care Record.

What this means for you
- Staff who treat you elsewhere will not see your summary. In an emergency they may not know your medicines or allergies.
- Less of your information can be seen outside this practice.
- Your care at this practice does not change.

If you do nothing
If we do not hear from you by {{ deadline }}, we may add the code.

How to tell us
Go to {{ link }}
You can choose: Keep my Summary Care Record, or: I do not want a Summary Care Record.
Or call us on {{ practice_phone }}, or come to the desk. Your code is {{ code }}.

You can change your mind at any time. To get this letter in large print, another language or another format, call us.

{{ practice_name }}
{{ practice_address }}
','62bc0b3f03809e5ae6f7c6c07bf09b13d9ea68c07b5e944189f31519be237385',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(5,1,'email_html','en',1,'<p>{{ salutation }},</p>
{% if reminder %}<p>This is a reminder. We have not heard from you yet.</p>{% endif %}
{% if guardian %}<p>We are writing to you as the parent or guardian. “You” below means your child.</p>{% endif %}
<p><strong>We plan to stop your Summary Care Record. You can keep it.</strong> Please tell us what you want by <strong>{{ deadline }}</strong>.</p>
<h2>What it is</h2>
<p>Your Summary Care Record is a short copy of your GP record. It shows your medicines, your allergies and bad reactions to medicines. It may also show your health problems. NHS staff in other places, such as a hospital, can look at it when they treat you.</p>
<h2>What we plan to do</h2>
<p>We plan to add a code to your GP record that stops your Summary Care Record.</p>
<h2>What this means for you</h2>
<ul>
<li>Staff who treat you elsewhere will not see your summary. In an emergency they may not know your medicines or allergies.</li>
<li>Less of your information can be seen outside this practice.</li>
<li>Your care at this practice does not change.</li>
</ul>
<h2>If you do nothing</h2>
<p>If we do not hear from you by {{ deadline }}, we may add the code.</p>
<h2>How to tell us</h2>
<p>Go to <a href="{{ link }}">{{ link }}</a></p>
<p>You can choose: <strong>Keep my Summary Care Record</strong>, or: <strong>I do not want a Summary Care Record</strong>.</p>
<p>Or call us on {{ practice_phone }}, or come to the desk. Your code is {{ code }}.</p>
<p>You can change your mind at any time. To get this in large print, another language or another format, call us.</p>
<p>{{ practice_name }}<br>{{ practice_address }}</p>
','12569cecf0b2387049a11b16bcaed406ffcade335634853b3600f324222f2efe',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(6,1,'letter','en',1,'{% set your = "your child’s" if guardian else "your" %}
{% set Your = "Your child’s" if guardian else "Your" %}
{% set you = "your child" if guardian else "you" %}
{% set keep = "Keep my child’s Summary Care Record" if guardian else "Keep my Summary Care Record" %}
{% set agree = "I do not want a Summary Care Record for my child" if guardian else "I do not want a Summary Care Record" %}
<div class="place" data-place="date"></div>
<div class="place" data-place="salutation"></div>
{% if reminder %}<p>This is a reminder. You have not told us yet what you want.</p>{% endif %}
<h1>We plan to stop {{ your }} Summary Care Record. You can keep it.</h1>
<p>We are {{ your }} GP practice. {{ Your }} Summary Care Record is a short copy of {{ your }} GP record. It shows {{ your }} medicines, allergies and bad reactions to medicines. It may also show health problems. NHS staff in other places, such as a hospital, can look at it when they treat {{ you }}.</p>
<div class="box">
<p>Please tell us what you want by</p>
<div class="place" data-place="deadline"></div>
<p>If you do nothing, we may stop the record.</p>
</div>
<h2>How to tell us</h2>
<div class="scan">
<div class="place" data-place="qr"></div>
<div>
<p>Scan this with the camera of your phone. Or type</p>
<div class="place" data-place="typed_url"></div>
<p>and then your code</p>
<div class="place" data-place="code"></div>
</div>
</div>
<p>There you can choose: <strong>{{ keep }}</strong>, or: <strong>{{ agree }}</strong>.</p>
<h2>Other ways to tell us</h2>
<ul class="ways">
{% if text_number %}<li><strong>Text</strong> KEEP and your code to <strong>{{ text_number }}</strong>. This keeps {{ your }} record.</li>
{% endif %}<li><strong>Call</strong> us on <strong>{{ practice_phone }}</strong>.</li>
<li><strong>Come</strong> to the desk at the practice.</li>
<li><strong>Fill in the slip</strong> at the end of this letter. Cut it off and bring it or post it to {{ practice_name }}, {{ practice_address }}.</li>
</ul>
<p>You do not have to give a reason. You can change your mind at any time.</p>
<h2>What this means for {{ you }}</h2>
<p>To stop it, we would add a code to {{ your }} GP record.</p>
<ul>
<li>Staff who treat {{ you }} in other places will not see the summary. In an emergency they may not know {{ your }} medicines or allergies.</li>
<li>Less of {{ your }} information can be seen outside this practice.</li>
<li>{{ Your }} care at this practice does not change.</li>
</ul>
<p>You can ask us for our assessment of this change (a DPIA).</p>
<p><strong>Do you need this letter in large print, easy read, another format or another language?</strong> Call {{ practice_phone }}.</p>
<div class="sender">
<p>Yours sincerely, {{ practice_name }}</p>
</div>
<section class="slip">
<h2>Your answer: tick one box</h2>
<ul class="boxes">
<li>{{ keep }}</li>
<li>{{ agree }}</li>
</ul>
<div class="scan">
<div class="place" data-place="slip_qr"></div>
<div>
<div class="fact"><span class="label">{{ "Child:" if guardian else "Name:" }}</span><div class="place" data-place="slip_name"></div></div>
<div class="fact"><span class="label">Reference:</span><div class="place" data-place="slip_reference"></div></div>
{% if guardian %}<p class="line">Your name and how you are related to the child</p>
{% endif %}<p class="line">Signature</p>
<p class="line">Date</p>
</div>
</div>
</section>
','7532a6ad32f953b5359b26eaa7226bbe6e2851b56eb7b639bbc0e174c38d2e01',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(7,1,'letter_easy','en',1,'{% set your = "your child’s" if guardian else "your" %}
{% set Your = "Your child’s" if guardian else "Your" %}
{% set you = "your child" if guardian else "you" %}
{% set keep = "Keep my child’s Summary Care Record" if guardian else "Keep my Summary Care Record" %}
{% set agree = "I do not want a Summary Care Record for my child" if guardian else "I do not want a Summary Care Record" %}
{% macro picture(title) %}<svg viewBox="0 0 60 60" fill="#fff" stroke="#000" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><title>{{ title }}</title>{{ caller() }}</svg>{% endmacro %}
<div class="place" data-place="date"></div>
<div class="place" data-place="salutation"></div>
<h1>We plan to stop {{ your }} Summary Care Record. You can keep it.</h1>
<div class="row">{% call picture("A letter") %}<path fill="#ccc" d="M5 25 30 7 55 25z"/><path d="M12 12h36v32H12z"/><path fill="none" d="M18 19h24M18 25h24"/><path d="M5 25 30 42 55 25v29H5z"/><path fill="none" d="M5 54 23 38M55 54 37 38"/>{% endcall %}
<div>
<p>{% if reminder %}This is a reminder from {{ practice_name }}.{% else %}We are {{ practice_name }}, {{ your }} GP practice.{% endif %}</p>
<p>You can tell us what you want.</p>
<p>This letter tells you how.</p>
</div></div>
<div class="row">{% call picture("A long record and a short copy of it") %}<path fill="#ccc" d="M5 6h28v44H5z"/><path fill="none" d="M10 13h18M10 19h18M10 25h18M10 31h12"/><path d="M31 27h24v28H31z"/><circle cx="43" cy="35" r="3.5" fill="#ccc"/><path fill="#ccc" d="M36 46a7 6 0 0 1 14 0z"/><path fill="none" d="M36 50.5h14"/>{% endcall %}
<div>
<p>{{ "Your child has" if guardian else "You have" }} a Summary Care Record.</p>
<p>It is a short copy of {{ your }} GP record.</p>
</div></div>
<div class="row">{% call picture("A bottle of tablets") %}<path fill="#ccc" d="M13 5h26v9H13z"/><path d="M16 14h20c3 4 5 6 5 10v31H11V24c0-4 2-6 5-10z"/><path fill="#ccc" d="M11 29h30v16H11z"/><path d="M26 32v10M21 37h10" stroke-width="3"/><circle cx="50" cy="42" r="5"/><path fill="none" d="M46.5 45.5l7-7"/>{% endcall %}
<div>
<p>It shows {{ your }} medicines and allergies.</p>
<p>It may show {{ your }} health problems.</p>
</div></div>
<div class="row">{% call picture("A hospital") %}<path d="M4 24h52v31H4z"/><path fill="#ccc" d="M18 6h24v49H18z"/><path d="M23 10h14v14H23z"/><path fill="none" d="M30 12.5v9M25.5 17h9" stroke-width="3"/><path d="M25 40h10v15H25z"/><path fill="none" d="M30 40v15"/><path d="M8 30h6v6H8zM8 42h6v6H8zM46 30h6v6h-6zM46 42h6v6h-6zM23 29h5v6h-5zM32 29h5v6h-5z"/>{% endcall %}
<div>
<p>Staff in a hospital can look at it.</p>
<p>It helps them to know about {{ you }}.</p>
</div></div>
<h2>What we plan to do</h2>
<div class="row">{% call picture("The short copy, crossed out") %}<path d="M12 4h36v52H12z"/><circle cx="30" cy="16" r="5" fill="#ccc"/><path fill="#ccc" d="M20 32a10 9 0 0 1 20 0z"/><path fill="none" d="M19 39h22M19 45h22M19 51h14"/><path fill="none" d="M6 8 54 52M54 8 6 52" stroke="#fff" stroke-width="8"/><path fill="none" d="M6 8 54 52M54 8 6 52" stroke-width="4"/>{% endcall %}
<div>
<p>We plan to stop {{ your }} Summary Care Record.</p>
<p>We would add a code to {{ your }} GP record.</p>
</div></div>
<div class="row">{% call picture("A doctor who has a question") %}<circle cx="22" cy="18" r="9"/><path fill="#ccc" d="M13 17c0-13 18-13 18 0-5 0-8-2-10-5-2 3-4 5-8 5z"/><path d="M5 56V43c0-8 5-12 10-13l7 6 7-6c5 1 10 5 10 13v13z"/><path fill="none" d="M15 30v9c0 7 9 7 9 0M29 30v13"/><circle cx="29" cy="46" r="3" fill="#ccc"/><path fill="none" d="M43 13c0-10 13-9 12-1-1 5-6 5-6 11" stroke-width="3.5"/><circle cx="49" cy="29.5" r="1.5" fill="#000"/>{% endcall %}
<div>
<p>Then staff in other places will not see it.</p>
</div></div>
<div class="row">{% call picture("An ambulance") %}<path d="M3 18h34v28H3z"/><path fill="#ccc" d="M37 24h11l8 11v11H37z"/><path d="M41 28h6l5 7H41z"/><path fill="none" d="M19 23v14M12 30h14" stroke-width="4"/><path fill="#000" d="M40 18h6v5h-6z"/><path fill="none" d="M38 12l3 3M48 12l-3 3M43 9v5"/><circle cx="15" cy="47" r="6"/><circle cx="45" cy="47" r="6"/><circle cx="15" cy="47" r="1.5"/><circle cx="45" cy="47" r="1.5"/>{% endcall %}
<div>
<p>In an emergency they may not know {{ your }} medicines or allergies.</p>
</div></div>
<div class="row">{% call picture("A padlock on a record") %}<path d="M6 4h30v44H6z"/><path fill="none" d="M12 12h18M12 19h18M12 26h10M12 33h8"/><path fill="none" d="M30 38v-6c0-10 16-10 16 0v6" stroke="#fff" stroke-width="7"/><path fill="none" d="M30 38v-6c0-10 16-10 16 0v6" stroke-width="3"/><path fill="#ccc" d="M25 38h26v18H25z"/><circle cx="38" cy="45" r="2.5" fill="#000"/><path d="M38 46v5"/>{% endcall %}
<div>
<p>Less of {{ your }} information can be seen outside this practice.</p>
</div></div>
<div class="row">{% call picture("A doctor and a patient") %}<circle cx="16" cy="17" r="8"/><path fill="#ccc" d="M8 16c0-11 16-11 16 0-4 0-7-2-8-4-2 2-4 4-8 4z"/><path d="M3 56V40c0-7 4-11 13-11s13 4 13 11v16z"/><path fill="none" d="M11 30v8c0 6 8 6 8 0v-8"/><circle cx="15" cy="46" r="2.5" fill="#ccc"/><circle cx="45" cy="23" r="8"/><path fill="#ccc" d="M32 56V46c0-7 4-11 13-11s13 4 13 11v10z"/><path fill="none" d="M41.5 25.5c2 3 5 3 7 0"/><path fill="none" d="M12.5 20c2 2.5 5 2.5 7 0"/>{% endcall %}
<div>
<p>{{ Your }} care at this practice does not change.</p>
</div></div>
<h2>You can choose</h2>
<div class="row">{% call picture("Two boxes and a pencil") %}<path d="M5 8h18v18H5zM5 34h18v18H5z"/><path fill="none" d="M29 17h22M29 43h8" stroke-width="3"/><path d="M55 22 36 45l-3 9 9-4 18-23z" transform="translate(-1)"/><path fill="#000" d="M33 54l1-4 3 2.5z"/><path fill="none" d="M50.5 25.5l5 4.5"/>{% endcall %}
<div>
<p>You can keep {{ your }} Summary Care Record.</p>
<p>Or you can say that you do not want it.</p>
</div></div>
<div class="row">{% call picture("A calendar with one day marked") %}<path d="M5 11h50v44H5z"/><path fill="#ccc" d="M5 11h50v12H5z"/><path fill="none" d="M17 6v10M43 6v10" stroke-width="4"/><path fill="none" d="M12 31h5M23 31h5M34 31h5M45 31h4M12 39h5M23 39h5M45 39h4M12 47h5M23 47h5M34 47h5" stroke-width="3"/><circle cx="36.5" cy="39" r="9" stroke-width="3"/><path fill="#000" d="M34.5 37.5h4v3h-4z"/>{% endcall %}
<div>
<p>Please tell us by</p>
<div class="place" data-place="deadline"></div>
</div></div>
<div class="row">{% call picture("An hourglass") %}<path d="M14 9h32c0 12-6 16-12 21 6 5 12 9 12 21H14c0-12 6-16 12-21-6-5-12-9-12-21z"/><path fill="#ccc" d="M19 17h22c-2 5-7 9-11 13-4-4-9-8-11-13zM17 51c1-8 7-11 13-13 6 2 12 5 13 13z"/><path fill="none" d="M30 30v8M10 6h40M10 54h40" stroke-width="4"/>{% endcall %}
<div>
<p>If you do nothing, we may stop it.</p>
</div></div>
<h2>How to tell us</h2>
<div class="together">
<div class="row">{% call picture("A phone that takes a picture of a square code") %}<path fill="none" d="M3 10V3h7M50 3h7v7M3 50v7h7M57 50v7h-7"/><path d="M15 4h30v52H15z"/><path fill="#ccc" d="M19 10h22v36H19z"/><circle cx="30" cy="51" r="2"/><path fill="#000" stroke="none" d="M22 19h7v7h-7zM31 19h7v7h-7zM22 28h7v7h-7zM31 28h3v3h-3zM35 32h3v3h-3zM31 32h3v3h-3z"/><path stroke="none" d="M24 21h3v3h-3zM33 21h3v3h-3zM24 30h3v3h-3z"/>{% endcall %}
<div>
<p>Use the camera of your phone.</p>
<p>Point it at this square.</p>
<div class="place" data-place="qr"></div>
</div></div>
<div class="row">{% call picture("A keyboard and a screen") %}<path d="M8 6h44v30H8z"/><path fill="#ccc" d="M13 15h34v7H13z"/><path fill="none" d="M16 18.5h14"/><path d="M6 42h48l4 13H2z"/><path fill="none" d="M11 46.5h38M9 51h42" stroke-dasharray="3 3.5"/><path fill="none" d="M30 36v6"/>{% endcall %}
<div>
<p>Or type this on a phone or computer.</p>
<div class="place" data-place="typed_url"></div>
<p>Then type your code.</p>
<div class="place" data-place="code"></div>
</div></div>
</div>
{% if text_number %}<div class="row">{% call picture("A phone that sends a text message") %}<path d="M6 6h24v50H6z"/><path fill="#ccc" d="M10 12h16v34H10z"/><circle cx="18" cy="51" r="2"/><path d="M24 10h32v20H36l-8 8v-8h-4z"/><path fill="none" d="M30 17h20M30 23h14"/>{% endcall %}
<div>
<p>Or text KEEP and your code.</p>
<p>Send the text to <strong>{{ text_number }}</strong>.</p>
<p>This keeps {{ your }} record.</p>
</div></div>{% endif %}
<div class="row">{% call picture("A telephone") %}<path fill="#ccc" d="M14 26h32l9 29H5z"/><path d="M4 23C4 1 56 1 56 23v3H43v-7c-7-3-19-3-26 0v7H4z"/><circle cx="30" cy="40" r="9"/><circle cx="30" cy="40" r="3" fill="#ccc"/>{% endcall %}
<div>
<p>Or call us.</p>
<p>Our number is <strong>{{ practice_phone }}</strong>.</p>
</div></div>
<div class="row">{% call picture("A person who talks to us at the desk") %}<circle cx="17" cy="17" r="7"/><path fill="#ccc" d="M6 40v-4c0-6 4-10 11-10s11 4 11 10v4z"/><path d="M2 40h56v16H2z"/><path fill="none" d="M8 46h44"/><circle cx="46" cy="25" r="6"/><path fill="#ccc" d="M37 40v-1c0-4 4-6 9-6s9 2 9 6v1z"/><path d="M28 3h22v11H38l-5 5v-5h-5z"/><path fill="none" d="M33 8.5h12"/>{% endcall %}
<div>
<p>Or come and talk to us at the desk.</p>
</div></div>
<div class="row">{% call picture("Scissors that cut off the slip") %}<path d="M5 3h42v17H5zM5 28h42v29H5z"/><path fill="none" d="M11 9h30M11 14.5h22"/><path d="M11 33h7v7h-7zM11 45h7v7h-7z"/><path fill="none" d="M23 36.5h18M23 48.5h12"/><path fill="none" d="M2 24h20" stroke-dasharray="3 3"/><path fill="none" d="M25 20 48 31M25 28 48 17" stroke="#fff" stroke-width="8"/><path fill="none" d="M24 19.5 48 31M24 28.5 48 17" stroke-width="3"/><circle cx="52" cy="33" r="5"/><circle cx="52" cy="15" r="5"/>{% endcall %}
<div>
<p>Or fill in the slip on the last page.</p>
<p>Cut it off and bring it or post it to {{ practice_name }}, {{ practice_address }}.</p>
</div></div>
<h2>Good to know</h2>
<div class="row">{% call picture("A question that you need not answer") %}<path d="M5 5h46v36H28L17 53V41H5z"/><path fill="none" d="M20 17c0-10 16-9 15 0-1 6-8 5-8 11" stroke-width="3.5"/><circle cx="27" cy="34" r="1.5" fill="#000"/><circle cx="47" cy="44" r="11" fill="#ccc"/><path fill="none" d="M42.5 39.5l9 9M51.5 39.5l-9 9" stroke-width="3"/>{% endcall %}
<div>
<p>You do not have to tell us why.</p>
</div></div>
<div class="row">{% call picture("Two arrows that turn round") %}<path fill="none" d="M10 34C8 20 18 10 30 10c7 0 12 3 16 8M50 26c2 14-8 24-20 24-7 0-12-3-16-8" stroke-width="4"/><path fill="#000" d="M50 8v14H36zM10 52V38h14z"/>{% endcall %}
<div>
<p>You can change your mind at any time.</p>
</div></div>
<div class="row">{% call picture("A person who helps another to read") %}<circle cx="17" cy="15" r="8"/><path fill="#ccc" d="M4 56V40c0-7 4-12 13-12s13 5 13 12v16z"/><circle cx="43" cy="15" r="8"/><path d="M30 56V40c0-7 4-12 13-12s13 5 13 12v16z"/><path d="M16 38h28v17H16z"/><path fill="none" d="M20 43h20M20 47h20M20 51h12"/>{% endcall %}
<div>
<p>Somebody you trust can help you read this.</p>
</div></div>
<div class="row">{% call picture("Large letters, small letters and sound") %}<path fill="none" d="M4 46 18 10l14 36M9 34h18" stroke-width="5"/><path fill="none" d="M38 46l7-18 7 18M40.5 40h9" stroke-width="3"/>{% endcall %}
<div>
<p>You can get this letter in other ways.</p>
<p>It can be in large print or another language.</p>
<p>Please call us.</p>
</div></div>
<div class="row">{% call picture("A clipboard with a list") %}<path fill="#ccc" d="M10 8h40v49H10z"/><path d="M15 14h30v38H15z"/><path d="M22 4h16v9H22z"/><path fill="none" d="M20 22l2.5 2.5 5-5M32 22h9M20 32l2.5 2.5 5-5M32 32h9M20 42l2.5 2.5 5-5M32 42h9"/>{% endcall %}
<div>
<p>You can ask us for our check of this change.</p>
<p>It is called a DPIA.</p>
</div></div>
<section class="slip">
<h2>Your answer: tick one box</h2>
<ul class="boxes">
<li>{{ keep }}</li>
<li>{{ agree }}</li>
</ul>
<div class="scan">
<div class="place" data-place="slip_qr"></div>
<div>
<div class="fact"><span class="label">{{ "Child:" if guardian else "Name:" }}</span><div class="place" data-place="slip_name"></div></div>
<div class="fact"><span class="label">Reference:</span><div class="place" data-place="slip_reference"></div></div>
{% if guardian %}<p class="line">Your name and how you are related to the child</p>
{% endif %}<p class="line">Signature</p>
<p class="line">Date</p>
</div>
</div>
</section>
','ca0d65e1864337f4bab8d479aa36c6b908d287f371099c0127490576abbd181e',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(8,1,'footer','en',1,'We plan to stop Summary Care Records. You can keep yours. See {{ general_url }} or call {{ practice_phone }}
','6288cf74a17f05a8b260c9495543249fcb1b9574c651356ceeb43b3890bb7af1',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(9,1,'page','en',1,'# The words of the patient''s page. The first screen of a phone has to hold all from `title` to `question`: keep it short.
title = "We plan to stop your Summary Care Record. You can keep it."
lead = "It is a short copy of your GP record. NHS staff elsewhere can look at it when they treat you."
why = "We want to share less of your information unless you ask us to."
meaning = [
  "In an emergency, staff elsewhere may not know your medicines or allergies.",
  "Less about you can be seen outside this practice.",
  "Your care here does not change.",
]
nothing = "If you do not answer, we may add a code that stops it."
question = "What do you want?"
keep_label = "Keep my Summary Care Record"
keep_hint = "Nothing changes. We will not add the code."
agree_label = "I do not want a Summary Care Record"
agree_hint = "We may add the code that stops it."
unsure_label = "I am not sure, please contact me"
unsure_hint = "We will not add the code while you decide."
# Below the choice: the whole of it, both sides alike.
proposal = [
  "Your Summary Care Record shows your medicines, your allergies and bad reactions to medicines. It may also show your health problems.",
  "With it, NHS staff in other places, such as a hospital or a pharmacy, can look these things up when they treat you. They ask you first if they can. In an emergency they may look without asking.",
  "Without it, they cannot look these things up there. They have to ask you, your family or this practice.",
  "To stop it, we would add a code to your GP record. You can change your mind at any time.",
]
kept_done = "You told us to keep your Summary Care Record. We will not add the code."
agreed_done = "You told us that you do not want a Summary Care Record. We may add the code that stops it."
unsure_done = "You told us that you are not sure. We will contact you, and we will not add the code while you decide."

# After Keep, and only if the preset says `asks_extent = true`.
[extent]
question = "What may staff elsewhere see?"
core = "Only medicines, allergies and bad reactions to medicines"
additional = "These and more, such as health problems"

# What a parent or guardian of a young child reads instead, who was written to for the child.
[guardian]
title = "We plan to stop your child’s Summary Care Record. You can keep it."
lead = "It is a short copy of your child’s GP record. NHS staff elsewhere can look at it when they treat your child."
why = "We want to share less of your child’s information unless you ask us to."
meaning = [
  "In an emergency, staff elsewhere may not know your child’s medicines or allergies.",
  "Less about your child can be seen outside this practice.",
  "Your child’s care here does not change.",
]
keep_label = "Keep my child’s Summary Care Record"
agree_label = "I do not want a Summary Care Record for my child"
proposal = [
  "Your child’s Summary Care Record shows their medicines, their allergies and bad reactions to medicines. It may also show their health problems.",
  "With it, NHS staff in other places, such as a hospital or a pharmacy, can look these things up when they treat your child. They ask first if they can. In an emergency they may look without asking.",
  "Without it, they cannot look these things up there. They have to ask you or this practice.",
  "To stop it, we would add a code to your child’s GP record. You can change your mind at any time.",
]
kept_done = "You told us to keep your child’s Summary Care Record. We will not add the code."
agreed_done = "You told us that you do not want a Summary Care Record for your child. We may add the code that stops it."

# What somebody else reads on the pages after the choice, who answers for the patient: a carer, an attorney, an advocate.
[other]
keep_label = "Keep their Summary Care Record"
agree_label = "They do not want a Summary Care Record"
kept_done = "You told us to keep their Summary Care Record. We will not add the code."
agreed_done = "You told us that they do not want a Summary Care Record. We may add the code that stops it."
','b94a71f0c2db570085f97bd30de3d403b5750f4058fc5e686238680a9f357e23',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(10,1,'kit','en',1,'# What everybody can read or hear who comes by: poster, slide, leaflet, website, telephone queue, and the staff''s briefing.
# What is proposed, what it means and what patients can choose is in page.toml, so that every piece says the same.
# A line may use practice_name, practice_phone, general_url, notice_days, keep_label, agree_label and unsure_label.
in_short = "Your Summary Care Record is a short copy of your GP record. NHS staff in other places can use it to see your medicines and allergies."
choose = "You can choose"
your_date = "We will write to you and tell you the date to answer by."
slide = "We will write to you."
plan_heading = "What we plan to do"
meaning_heading = "What this means for you"
nothing_heading = "If you do nothing"
tell_heading = "How to tell us"
scan = "Scan this with the camera of your phone"
typed = "or go to"
code = "Have the code from our letter, text or email with you. If you have no code, call us or ask at the desk."
call = "Call"
desk = "or ask at the desk"
free = "You do not have to give a reason. You can change your mind at any time."
formats = "Large print, easy read, another language or another format? Ask us."

[phone_queue]
script = """
Thank you for waiting. This is a message from {{ practice_name }}. \
We plan to stop the Summary Care Records of our patients. \
That is the short copy of your record that other NHS staff can see. \
You can keep yours. \
We will write to you and tell you the date to answer by. \
Or tell us what you want when we take your call. Thank you.
"""

[briefing]
title = "Summary Care Record: what to say and what to do"
what_heading = "What we are doing"
why_heading = "Why we ask everybody first"
why = [
  "A patient must know about it before we add the code, and must have time to choose.",
  "Many people answer online. The people who come to you may not be able to, or may want to talk. Their answer counts just as much.",
]
dates_heading = "Dates"
dates = [
  "Each patient has {{ notice_days }} days from the day we tell them. Their own date is in their letter, text or email.",
  "An answer that comes after that date counts too. Record it in the same way.",
]
answers_heading = "How to record an answer"
answers_first = "On the staff pages, open Find a patient. Type the name, the date of birth or the code from the letter. Open the right patient, and choose under Log an answer:"
said_heading = "The patient says"
do_heading = "You record"
never_heading = "What we never do"
never = [
  "We never tell a patient what to choose, and never try to change their mind.",
  "We never decide for a patient. If you are not sure what they want, ask. If you still are not sure, record “Not sure”.",
  "We never ask for a reason, a form, a letter or a visit.",
  "We never turn an answer away. Late, not signed, on the back of an envelope, with a wrong date of birth: it is recorded, and somebody checks it.",
  "We never use other words for the two choices. Say them as they are written here.",
  "We never add the code ourselves. The practice manager does that, from the final list.",
]
questions_heading = "What patients ask"
complaints_heading = "If somebody complains"
complaints = [
  "Say that you are sorry that they are unhappy. Write down what they say, their name and the date. Give it to the practice manager on the same day.",
  "The practice has to say within 30 days that it has the complaint, and has to answer it without delay.",
  "A complaint is not an answer. Ask what they want for their record, and record that as well.",
]

[[briefing.answers]]
said = "“{{ keep_label }}”, or anything that means this"
do = "Keep: do not add the code"

[[briefing.answers]]
said = "“{{ agree_label }}”"
do = "Agree: the code may be added"

[[briefing.answers]]
said = "“{{ unsure_label }}”, or you cannot tell"
do = "Not sure: wants to be contacted"

[[briefing.answers]]
said = "A slip or a letter"
do = "Scan the code on the slip into the search box, or type the name. Then what it says, with Paper, and the day on which it came."

[[briefing.answers]]
said = "By phone or at the desk"
do = "Ask for the name and the date of birth. Then what they say, with Phone or At the desk, while they are with you."

[[briefing.answers]]
said = "The date of birth is not the one on the record"
do = "Make sure that it is the right patient. Record the answer all the same, and write a note."

[[briefing.answers]]
said = "Somebody answers for a child or for another person"
do = "Record it, and tick “Somebody else answered for the patient”."

[[briefing.answers]]
said = "They have changed their mind"
do = "Record the new answer. We go by the last one."

[[briefing.questions]]
asked = "What is a Summary Care Record?"
answer = "A short copy of your GP record. It shows your medicines, your allergies and bad reactions to medicines. NHS staff in other places, such as a hospital, can look at it when they treat you."

[[briefing.questions]]
asked = "Why do you want to stop it?"
answer = "The doctors who run this practice have decided to propose it. I can ask the practice manager to call you and explain."

[[briefing.questions]]
asked = "What should I choose?"
answer = "I cannot choose for you. If you keep it, nothing changes. If you do not have one, staff who treat you elsewhere will not see it, and in an emergency they may not know your medicines or allergies. You can also say that you are not sure, and we will call you."

[[briefing.questions]]
asked = "Does it change my care here?"
answer = "No. Your care at this practice stays the same."

[[briefing.questions]]
asked = "What if I do nothing?"
answer = "After your date we may add the code that stops it. You can still tell us to keep it, now or later."

[[briefing.questions]]
asked = "I have lost the letter, or I have no code."
answer = "You do not need it. Tell me now, and I will record it."

[[briefing.questions]]
asked = "Is this message really from you?"
answer = "Yes. We never ask for money, a password or your bank details. If you like, hang up and call the number on our website."

[[briefing.questions]]
asked = "I got a letter for somebody else."
answer = "I am sorry. Please bring it to us, or put it back in the post and write “not known here” on it."
','b81be160459339a4b3714cf8b446a906781cc514d70b42ead196508b195b7284',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(11,1,'letter','ar',1,'{% set keep = "أبقوا ملخص سجل الرعاية الخاص بطفلي" if guardian else "أبقوا ملخص سجل الرعاية الخاص بي" %}
{% set agree = "لا أريد ملخص سجل رعاية لطفلي" if guardian else "لا أريد ملخص سجل رعاية" %}
<div class="place" data-place="date"></div>
<div class="fact"><span class="label">{{ "إلى ولي أمر:" if guardian else "إلى:" }}</span><div class="place" data-place="name"></div></div>
{% if reminder %}<p>هذا تذكير. لم تخبرنا بعد بما تريد.</p>{% endif %}
<h1>ننوي إيقاف ملخص سجل الرعاية الخاص {{ "بطفلك" if guardian else "بك" }}. يمكنك الاحتفاظ به.</h1>
<p>{{ "نحن عيادة الطبيب العام لطفلك." if guardian else "نحن عيادة طبيبك العام." }} ملخص سجل الرعاية (Summary Care Record) نسخة قصيرة من {{ "سجل طفلك" if guardian else "سجلك" }} لدى الطبيب العام. يبين الأدوية والحساسية والمشكلات الصحية. يمكن لموظفي المستشفى الاطلاع عليه عند {{ "علاج طفلك" if guardian else "علاجك" }}.</p>
<div class="box">
<p>من فضلك أخبرنا بما تريد في موعد أقصاه</p>
<div class="place" data-place="deadline"></div>
<p>إذا لم تفعل شيئًا، فقد نوقف السجل.</p>
</div>
<h2>كيف تخبرنا</h2>
<div class="scan">
<div class="place" data-place="qr"></div>
<div>
<p>امسح هذا المربع بكاميرا هاتفك. أو اكتب</p>
<div class="place" data-place="typed_url"></div>
<p>ثم اكتب رمزك</p>
<div class="place" data-place="code"></div>
</div>
</div>
<p>هناك يمكنك أن تختار: <strong>{{ keep }}</strong>، أو: <strong>{{ agree }}</strong>.</p>
<h2>طرق أخرى لإخبارنا</h2>
<ul class="ways">
{% if text_number %}<li><strong>رسالة نصية:</strong> لإبقاء السجل أرسل كلمة KEEP ورمزك إلى <strong>{{ text_number }}</strong>.</li>
{% endif %}<li><strong>الهاتف:</strong> اتصل بنا على <strong>{{ practice_phone }}</strong>.</li>
<li><strong>الحضور:</strong> تعال إلى مكتب الاستقبال في العيادة.</li>
<li><strong>القسيمة:</strong> املأ القسيمة في آخر هذه الرسالة واقطعها وأحضرها أو أرسلها إلى: {{ practice_name }}, {{ practice_address }}</li>
</ul>
<p>لست مضطرًا لذكر السبب. يمكنك تغيير رأيك في أي وقت.</p>
<h2>ماذا يعني هذا {{ "لطفلك" if guardian else "لك" }}</h2>
<p>سيوقف رمز في {{ "سجل طفلك" if guardian else "سجلك" }} لدى الطبيب العام ملخص سجل الرعاية.</p>
<ul>
<li>لن يرى موظفو الأماكن الأخرى الملخص. في الطوارئ قد لا يعرفون الأدوية أو الحساسية.</li>
<li>سيقل ما يمكن رؤيته من المعلومات خارج هذه العيادة.</li>
<li>الرعاية في هذه العيادة لا تتغير.</li>
</ul>
<p>يمكنك أن تطلب منا تقييمنا لهذا التغيير (DPIA).</p>
<p><strong>بخط كبير أو بصيغة سهلة أو بصيغة أخرى أو بلغة أخرى؟</strong> اتصل بنا على <strong>{{ practice_phone }}</strong>.</p>
<div class="sender">
<p>مع خالص التحية، {{ practice_name }}</p>
</div>
<section class="slip">
<h2>إجابتك: ضع علامة في مربع واحد</h2>
<ul class="boxes">
<li><div>{{ keep }}<br><small lang="en" dir="ltr">{{ "Keep my child’s Summary Care Record" if guardian else "Keep my Summary Care Record" }}</small></div></li>
<li><div>{{ agree }}<br><small lang="en" dir="ltr">{{ "I do not want a Summary Care Record for my child" if guardian else "I do not want a Summary Care Record" }}</small></div></li>
</ul>
<div class="scan">
<div class="place" data-place="slip_qr"></div>
<div>
<div class="fact"><span class="label">{{ "الطفل:" if guardian else "الاسم:" }}</span><div class="place" data-place="slip_name"></div></div>
<div class="fact"><span class="label">المرجع:</span><div class="place" data-place="slip_reference"></div></div>
{% if guardian %}<p class="line">اسمك وصلتك بالطفل</p>
{% endif %}<p class="line">التوقيع</p>
<p class="line">التاريخ</p>
</div>
</div>
</section>
','b7dcbc4fd648bbb788a6bfd15e9399d76fe104ab5a390a04d3190dcc590c15eb',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(12,1,'letter_words','ar',1,'# The formulas of the language: {name}, {page}, {pages} and {phone} are filled in by the program.
direction = "rtl"
salutation = "إلى {name}"
salutation_guardian = "إلى ولي أمر {name}"
page_line = "الصفحة {page} من {pages}"
phone_line = "الهاتف: {phone}"
','a8b6c5e455f5224617034e435c97bf7c69f4e91fdde78e8d7aa940d230064209',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(13,1,'page','ar',1,'# A draft to try the page with: nobody who reads Arabic has checked it, and it is offered to sample lists only.
# The choices are in the words of the letter. See templates/messages/TRANSLATING.md.
title = "ننوي إيقاف ملخص سجل الرعاية الخاص بك. يمكنك الاحتفاظ به."
lead = "هو نسخة قصيرة من سجلك لدى الطبيب العام. يمكن لموظفي NHS في أماكن أخرى الاطلاع عليه عند علاجك."
why = "نريد أن نشارك معلومات أقل عنك، إلا إذا طلبت منا غير ذلك."
meaning = [
  "في الطوارئ قد لا يعرف الموظفون في أماكن أخرى أدويتك أو الحساسية لديك.",
  "سيقل ما يمكن رؤيته من معلوماتك خارج هذه العيادة.",
  "الرعاية في هذه العيادة لا تتغير.",
]
nothing = "إذا لم تجب، فقد نضيف رمزًا يوقفه."
question = "ماذا تريد؟"
keep_label = "أبقوا ملخص سجل الرعاية الخاص بي"
keep_hint = "لن يتغير شيء. لن نضيف الرمز."
agree_label = "لا أريد ملخص سجل رعاية"
agree_hint = "قد نضيف الرمز الذي يوقفه."
unsure_label = "لست متأكدًا، اتصلوا بي من فضلكم"
unsure_hint = "لن نضيف الرمز ما دمت تفكر."
proposal = [
  "يبين ملخص سجل الرعاية الخاص بك أدويتك والحساسية لديك وردود الفعل السيئة تجاه الأدوية. وقد يبين أيضًا مشكلاتك الصحية.",
  "مع وجود الملخص، يمكن لموظفي NHS في أماكن أخرى، مثل المستشفى أو الصيدلية، الاطلاع على هذه الأمور عند علاجك. يسألونك أولًا إذا أمكن. وفي الطوارئ قد يطلعون عليها دون سؤال.",
  "من دون الملخص، لا يمكنهم الاطلاع على هذه الأمور هناك. عليهم أن يسألوك أو يسألوا عائلتك أو هذه العيادة.",
  "لإيقافه نضيف رمزًا إلى سجلك لدى الطبيب العام. يمكنك تغيير رأيك في أي وقت.",
]
kept_done = "أخبرتنا أن نبقي ملخص سجل الرعاية الخاص بك. لن نضيف الرمز."
agreed_done = "أخبرتنا أنك لا تريد ملخص سجل رعاية. قد نضيف الرمز الذي يوقفه."
unsure_done = "أخبرتنا أنك لست متأكدًا. سنتصل بك، ولن نضيف الرمز ما دمت تفكر."

[extent]
question = "ما الذي يمكن للموظفين في أماكن أخرى رؤيته؟"
core = "الأدوية والحساسية وردود الفعل السيئة تجاه الأدوية فقط"
additional = "هذه ومعلومات أخرى، مثل المشكلات الصحية"

[guardian]
title = "ننوي إيقاف ملخص سجل الرعاية الخاص بطفلك. يمكنك الاحتفاظ به."
lead = "هو نسخة قصيرة من سجل طفلك لدى الطبيب العام. يمكن لموظفي NHS في أماكن أخرى الاطلاع عليه عند علاج طفلك."
why = "نريد أن نشارك معلومات أقل عن طفلك، إلا إذا طلبت منا غير ذلك."
meaning = [
  "في الطوارئ قد لا يعرف الموظفون في أماكن أخرى أدوية طفلك أو الحساسية لديه.",
  "سيقل ما يمكن رؤيته من معلومات طفلك خارج هذه العيادة.",
  "رعاية طفلك في هذه العيادة لا تتغير.",
]
keep_label = "أبقوا ملخص سجل الرعاية الخاص بطفلي"
agree_label = "لا أريد ملخص سجل رعاية لطفلي"
proposal = [
  "يبين ملخص سجل الرعاية الخاص بطفلك أدويته والحساسية لديه وردود الفعل السيئة تجاه الأدوية. وقد يبين أيضًا مشكلاته الصحية.",
  "مع وجود الملخص، يمكن لموظفي NHS في أماكن أخرى، مثل المستشفى أو الصيدلية، الاطلاع على هذه الأمور عند علاج طفلك. يسألون أولًا إذا أمكن. وفي الطوارئ قد يطلعون عليها دون سؤال.",
  "من دون الملخص، لا يمكنهم الاطلاع على هذه الأمور هناك. عليهم أن يسألوك أو يسألوا هذه العيادة.",
  "لإيقافه نضيف رمزًا إلى سجل طفلك لدى الطبيب العام. يمكنك تغيير رأيك في أي وقت.",
]
kept_done = "أخبرتنا أن نبقي ملخص سجل الرعاية الخاص بطفلك. لن نضيف الرمز."
agreed_done = "أخبرتنا أنك لا تريد ملخص سجل رعاية لطفلك. قد نضيف الرمز الذي يوقفه."

[other]
keep_label = "أبقوا ملخص سجل الرعاية الخاص بالمريض"
agree_label = "المريض لا يريد ملخص سجل رعاية"
kept_done = "أخبرتنا أن نبقي ملخص سجل الرعاية الخاص بالمريض. لن نضيف الرمز."
agreed_done = "أخبرتنا أن المريض لا يريد ملخص سجل رعاية. قد نضيف الرمز الذي يوقفه."
','e924ab9a4d1383d30e909bd8a588c2b2f96221833cc120e1dea56cf8ce766722',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(14,1,'translation','ar',1,'# A draft to try the press with: nobody who reads Arabic has checked it, and it goes to sample lists only.
# To write to patients in Arabic, follow templates/messages/TRANSLATING.md.
language = "العربية"
reviewed_by = ""
reviewed_on = ""
pseudo = true
','9cd03cb89f489c038b25a6047115f0716c4ef80498ff3d3be8a0e29b4ded3e9e',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(15,1,'letter','pa',1,'{% set keep = "ਮੇਰੇ ਬੱਚੇ ਦਾ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਰੱਖੋ" if guardian else "ਮੇਰਾ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਰੱਖੋ" %}
{% set agree = "ਮੈਨੂੰ ਆਪਣੇ ਬੱਚੇ ਲਈ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਨਹੀਂ ਚਾਹੀਦਾ" if guardian else "ਮੈਨੂੰ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਨਹੀਂ ਚਾਹੀਦਾ" %}
<div class="place" data-place="date"></div>
<div class="fact"><span class="label">{{ "ਮਾਤਾ-ਪਿਤਾ ਜਾਂ ਸਰਪ੍ਰਸਤ:" if guardian else "ਸਤਿਕਾਰਯੋਗ" }}</span><div class="place" data-place="name"></div></div>
{% if reminder %}<p>ਇਹ ਯਾਦ-ਦਹਾਨੀ ਹੈ। ਤੁਸੀਂ ਅਜੇ ਸਾਨੂੰ ਨਹੀਂ ਦੱਸਿਆ ਕਿ ਤੁਸੀਂ ਕੀ ਚਾਹੁੰਦੇ ਹੋ।</p>{% endif %}
<h1>ਅਸੀਂ {{ "ਤੁਹਾਡੇ ਬੱਚੇ ਦਾ" if guardian else "ਤੁਹਾਡਾ" }} ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਬੰਦ ਕਰਨਾ ਚਾਹੁੰਦੇ ਹਾਂ। ਤੁਸੀਂ ਇਸਨੂੰ ਰੱਖ ਸਕਦੇ ਹੋ।</h1>
<p>ਅਸੀਂ {{ "ਤੁਹਾਡੇ ਬੱਚੇ ਦੀ" if guardian else "ਤੁਹਾਡੀ" }} GP ਪ੍ਰੈਕਟਿਸ ਹਾਂ। ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ (Summary Care Record) GP ਰਿਕਾਰਡ ਦੀ ਇੱਕ ਛੋਟੀ ਨਕਲ ਹੈ। ਇਸ ਵਿੱਚ ਦਵਾਈਆਂ, ਐਲਰਜੀਆਂ ਅਤੇ ਦਵਾਈਆਂ ਦੇ ਮਾੜੇ ਅਸਰ ਹੁੰਦੇ ਹਨ। ਇਸ ਵਿੱਚ ਸਿਹਤ ਦੀਆਂ ਸਮੱਸਿਆਵਾਂ ਵੀ ਹੋ ਸਕਦੀਆਂ ਹਨ। ਹੋਰ ਥਾਵਾਂ ਤੇ, ਜਿਵੇਂ ਹਸਪਤਾਲ ਵਿੱਚ, NHS ਦਾ ਅਮਲਾ ਇਲਾਜ ਵੇਲੇ ਇਸਨੂੰ ਦੇਖ ਸਕਦਾ ਹੈ।</p>
<div class="box">
<p>ਕਿਰਪਾ ਕਰਕੇ ਸਾਨੂੰ ਇਸ ਤਾਰੀਖ ਤੱਕ ਦੱਸੋ ਕਿ ਤੁਸੀਂ ਕੀ ਚਾਹੁੰਦੇ ਹੋ</p>
<div class="place" data-place="deadline"></div>
<p>ਜੇ ਤੁਸੀਂ ਕੁਝ ਨਹੀਂ ਕਰਦੇ, ਤਾਂ ਅਸੀਂ ਇਹ ਰਿਕਾਰਡ ਬੰਦ ਕਰ ਸਕਦੇ ਹਾਂ।</p>
</div>
<h2>ਸਾਨੂੰ ਕਿਵੇਂ ਦੱਸਣਾ ਹੈ</h2>
<div class="scan">
<div class="place" data-place="qr"></div>
<div>
<p>ਇਸਨੂੰ ਆਪਣੇ ਫ਼ੋਨ ਦੇ ਕੈਮਰੇ ਨਾਲ ਸਕੈਨ ਕਰੋ। ਜਾਂ ਇਹ ਟਾਈਪ ਕਰੋ</p>
<div class="place" data-place="typed_url"></div>
<p>ਅਤੇ ਫਿਰ ਆਪਣਾ ਕੋਡ</p>
<div class="place" data-place="code"></div>
</div>
</div>
<p>ਉੱਥੇ ਤੁਸੀਂ ਚੁਣ ਸਕਦੇ ਹੋ: <strong>{{ keep }}</strong>, ਜਾਂ: <strong>{{ agree }}</strong>।</p>
<h2>ਦੱਸਣ ਦੇ ਹੋਰ ਤਰੀਕੇ</h2>
<ul class="ways">
{% if text_number %}<li><strong>ਟੈਕਸਟ:</strong> ਰਿਕਾਰਡ ਰੱਖਣ ਲਈ ਸ਼ਬਦ KEEP ਅਤੇ ਆਪਣਾ ਕੋਡ <strong>{{ text_number }}</strong> ਤੇ ਭੇਜੋ।</li>
{% endif %}<li><strong>ਫ਼ੋਨ:</strong> ਸਾਨੂੰ <strong>{{ practice_phone }}</strong> ਤੇ ਕਾਲ ਕਰੋ।</li>
<li><strong>ਆਪ ਆਓ:</strong> ਪ੍ਰੈਕਟਿਸ ਦੇ ਡੈਸਕ ਤੇ ਆਓ।</li>
<li><strong>ਪਰਚੀ:</strong> ਇਸ ਚਿੱਠੀ ਦੇ ਅੰਤ ਵਿੱਚ ਦਿੱਤੀ ਪਰਚੀ ਭਰੋ, ਕੱਟੋ ਅਤੇ ਇੱਥੇ ਲਿਆਓ ਜਾਂ ਡਾਕ ਰਾਹੀਂ ਭੇਜੋ: {{ practice_name }}, {{ practice_address }}</li>
</ul>
<p>ਤੁਹਾਨੂੰ ਕਾਰਨ ਦੱਸਣ ਦੀ ਲੋੜ ਨਹੀਂ। ਤੁਸੀਂ ਕਦੇ ਵੀ ਆਪਣਾ ਮਨ ਬਦਲ ਸਕਦੇ ਹੋ।</p>
<h2>{{ "ਤੁਹਾਡੇ ਬੱਚੇ ਲਈ" if guardian else "ਤੁਹਾਡੇ ਲਈ" }} ਇਸਦਾ ਕੀ ਮਤਲਬ ਹੈ</h2>
<p>GP ਰਿਕਾਰਡ ਵਿੱਚ ਇੱਕ ਕੋਡ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਨੂੰ ਬੰਦ ਕਰੇਗਾ।</p>
<ul>
<li>ਹੋਰ ਥਾਵਾਂ ਤੇ {{ "ਤੁਹਾਡੇ ਬੱਚੇ ਦਾ" if guardian else "ਤੁਹਾਡਾ" }} ਇਲਾਜ ਕਰਨ ਵਾਲਾ ਅਮਲਾ ਇਹ ਸਾਰ ਨਹੀਂ ਦੇਖ ਸਕੇਗਾ। ਐਮਰਜੈਂਸੀ ਵਿੱਚ ਹੋ ਸਕਦਾ ਹੈ ਕਿ ਉਸਨੂੰ ਦਵਾਈਆਂ ਜਾਂ ਐਲਰਜੀਆਂ ਦਾ ਪਤਾ ਨਾ ਹੋਵੇ।</li>
<li>ਇਸ ਪ੍ਰੈਕਟਿਸ ਤੋਂ ਬਾਹਰ ਘੱਟ ਜਾਣਕਾਰੀ ਦੇਖੀ ਜਾ ਸਕੇਗੀ।</li>
<li>ਇਸ ਪ੍ਰੈਕਟਿਸ ਵਿੱਚ ਦੇਖਭਾਲ ਨਹੀਂ ਬਦਲੇਗੀ।</li>
</ul>
<p>ਤੁਸੀਂ ਸਾਡੇ ਤੋਂ ਇਸ ਤਬਦੀਲੀ ਬਾਰੇ ਸਾਡਾ ਮੁਲਾਂਕਣ (DPIA) ਮੰਗ ਸਕਦੇ ਹੋ।</p>
<p><strong>ਵੱਡੇ ਅੱਖਰ, ਸੌਖੀ ਲਿਖਤ, ਹੋਰ ਰੂਪ ਜਾਂ ਹੋਰ ਭਾਸ਼ਾ ਚਾਹੀਦੀ ਹੈ?</strong> <strong>{{ practice_phone }}</strong> ਤੇ ਕਾਲ ਕਰੋ।</p>
<div class="sender">
<p>ਸ਼ੁਭਚਿੰਤਕ, {{ practice_name }}</p>
</div>
<section class="slip">
<h2>ਤੁਹਾਡਾ ਜਵਾਬ: ਇੱਕ ਡੱਬੇ ਤੇ ਨਿਸ਼ਾਨ ਲਗਾਓ</h2>
<ul class="boxes">
<li><div>{{ keep }}<br><small lang="en" dir="ltr">{{ "Keep my child’s Summary Care Record" if guardian else "Keep my Summary Care Record" }}</small></div></li>
<li><div>{{ agree }}<br><small lang="en" dir="ltr">{{ "I do not want a Summary Care Record for my child" if guardian else "I do not want a Summary Care Record" }}</small></div></li>
</ul>
<div class="scan">
<div class="place" data-place="slip_qr"></div>
<div>
<div class="fact"><span class="label">{{ "ਬੱਚਾ:" if guardian else "ਨਾਮ:" }}</span><div class="place" data-place="slip_name"></div></div>
<div class="fact"><span class="label">ਹਵਾਲਾ:</span><div class="place" data-place="slip_reference"></div></div>
{% if guardian %}<p class="line">ਤੁਹਾਡਾ ਨਾਮ ਅਤੇ ਬੱਚੇ ਨਾਲ ਤੁਹਾਡਾ ਰਿਸ਼ਤਾ</p>
{% endif %}<p class="line">ਦਸਤਖਤ</p>
<p class="line">ਤਾਰੀਖ</p>
</div>
</div>
</section>
','8288187ccf4ba0994dee1014112af6fc61c38c981622b5bb6542e5ac2c0db3c2',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(16,1,'letter_words','pa',1,'# The formulas of the language: {name}, {page}, {pages} and {phone} are filled in by the program.
direction = "ltr"
salutation = "ਸਤਿਕਾਰਯੋਗ {name}"
salutation_guardian = "ਇਸ ਬੱਚੇ ਦੇ ਮਾਤਾ-ਪਿਤਾ ਜਾਂ ਸਰਪ੍ਰਸਤ: {name}"
page_line = "ਪੰਨਾ {page} / {pages}"
phone_line = "ਫ਼ੋਨ: {phone}"
','6a94a17eb1d6a0e9b6ab9e00288b0ccdb0ac9a3b7c42716cddadd7a24c69d61b',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(17,1,'page','pa',1,'# A draft to try the page with: nobody who reads Panjabi has checked it, and it is offered to sample lists only.
# The choices are in the words of the letter. See templates/messages/TRANSLATING.md.
title = "ਅਸੀਂ ਤੁਹਾਡਾ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਬੰਦ ਕਰਨਾ ਚਾਹੁੰਦੇ ਹਾਂ। ਤੁਸੀਂ ਇਸਨੂੰ ਰੱਖ ਸਕਦੇ ਹੋ।"
lead = "ਇਹ ਤੁਹਾਡੇ GP ਰਿਕਾਰਡ ਦੀ ਇੱਕ ਛੋਟੀ ਨਕਲ ਹੈ। ਹੋਰ ਥਾਵਾਂ ਤੇ NHS ਦਾ ਅਮਲਾ ਇਲਾਜ ਵੇਲੇ ਇਸਨੂੰ ਦੇਖ ਸਕਦਾ ਹੈ।"
why = "ਜਦ ਤੱਕ ਤੁਸੀਂ ਨਾ ਕਹੋ, ਅਸੀਂ ਤੁਹਾਡੀ ਜਾਣਕਾਰੀ ਘੱਟ ਸਾਂਝੀ ਕਰਨਾ ਚਾਹੁੰਦੇ ਹਾਂ।"
meaning = [
  "ਐਮਰਜੈਂਸੀ ਵਿੱਚ ਹੋ ਸਕਦਾ ਹੈ ਕਿ ਹੋਰ ਥਾਵਾਂ ਤੇ ਅਮਲੇ ਨੂੰ ਤੁਹਾਡੀਆਂ ਦਵਾਈਆਂ ਜਾਂ ਐਲਰਜੀਆਂ ਦਾ ਪਤਾ ਨਾ ਹੋਵੇ।",
  "ਇਸ ਪ੍ਰੈਕਟਿਸ ਤੋਂ ਬਾਹਰ ਤੁਹਾਡੀ ਘੱਟ ਜਾਣਕਾਰੀ ਦੇਖੀ ਜਾ ਸਕੇਗੀ।",
  "ਇੱਥੇ ਤੁਹਾਡੀ ਦੇਖਭਾਲ ਨਹੀਂ ਬਦਲੇਗੀ।",
]
nothing = "ਜੇ ਤੁਸੀਂ ਜਵਾਬ ਨਹੀਂ ਦਿੰਦੇ, ਤਾਂ ਅਸੀਂ ਇਸਨੂੰ ਬੰਦ ਕਰਨ ਵਾਲਾ ਕੋਡ ਪਾ ਸਕਦੇ ਹਾਂ।"
question = "ਤੁਸੀਂ ਕੀ ਚਾਹੁੰਦੇ ਹੋ?"
keep_label = "ਮੇਰਾ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਰੱਖੋ"
keep_hint = "ਕੁਝ ਨਹੀਂ ਬਦਲੇਗਾ। ਅਸੀਂ ਕੋਡ ਨਹੀਂ ਪਾਵਾਂਗੇ।"
agree_label = "ਮੈਨੂੰ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਨਹੀਂ ਚਾਹੀਦਾ"
agree_hint = "ਅਸੀਂ ਇਸਨੂੰ ਬੰਦ ਕਰਨ ਵਾਲਾ ਕੋਡ ਪਾ ਸਕਦੇ ਹਾਂ।"
unsure_label = "ਮੈਨੂੰ ਪੱਕਾ ਪਤਾ ਨਹੀਂ, ਕਿਰਪਾ ਕਰਕੇ ਮੇਰੇ ਨਾਲ ਸੰਪਰਕ ਕਰੋ"
unsure_hint = "ਜਦ ਤੱਕ ਤੁਸੀਂ ਸੋਚਦੇ ਹੋ, ਅਸੀਂ ਕੋਡ ਨਹੀਂ ਪਾਵਾਂਗੇ।"
proposal = [
  "ਤੁਹਾਡੇ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਵਿੱਚ ਤੁਹਾਡੀਆਂ ਦਵਾਈਆਂ, ਐਲਰਜੀਆਂ ਅਤੇ ਦਵਾਈਆਂ ਦੇ ਮਾੜੇ ਅਸਰ ਹੁੰਦੇ ਹਨ। ਇਸ ਵਿੱਚ ਤੁਹਾਡੀ ਸਿਹਤ ਦੀਆਂ ਸਮੱਸਿਆਵਾਂ ਵੀ ਹੋ ਸਕਦੀਆਂ ਹਨ।",
  "ਇਹ ਰਿਕਾਰਡ ਹੋਵੇ ਤਾਂ ਹੋਰ ਥਾਵਾਂ ਤੇ, ਜਿਵੇਂ ਹਸਪਤਾਲ ਜਾਂ ਫਾਰਮੇਸੀ ਵਿੱਚ, NHS ਦਾ ਅਮਲਾ ਤੁਹਾਡੇ ਇਲਾਜ ਵੇਲੇ ਇਹ ਗੱਲਾਂ ਦੇਖ ਸਕਦਾ ਹੈ। ਜੇ ਹੋ ਸਕੇ ਤਾਂ ਉਹ ਪਹਿਲਾਂ ਤੁਹਾਨੂੰ ਪੁੱਛਦੇ ਹਨ। ਐਮਰਜੈਂਸੀ ਵਿੱਚ ਉਹ ਬਿਨਾਂ ਪੁੱਛੇ ਦੇਖ ਸਕਦੇ ਹਨ।",
  "ਇਹ ਰਿਕਾਰਡ ਨਾ ਹੋਵੇ ਤਾਂ ਉਹ ਉੱਥੇ ਇਹ ਗੱਲਾਂ ਨਹੀਂ ਦੇਖ ਸਕਦੇ। ਉਹਨਾਂ ਨੂੰ ਤੁਹਾਨੂੰ, ਤੁਹਾਡੇ ਪਰਿਵਾਰ ਨੂੰ ਜਾਂ ਇਸ ਪ੍ਰੈਕਟਿਸ ਨੂੰ ਪੁੱਛਣਾ ਪਵੇਗਾ।",
  "ਇਸਨੂੰ ਬੰਦ ਕਰਨ ਲਈ ਅਸੀਂ ਤੁਹਾਡੇ GP ਰਿਕਾਰਡ ਵਿੱਚ ਇੱਕ ਕੋਡ ਪਾਵਾਂਗੇ। ਤੁਸੀਂ ਕਦੇ ਵੀ ਆਪਣਾ ਮਨ ਬਦਲ ਸਕਦੇ ਹੋ।",
]
kept_done = "ਤੁਸੀਂ ਸਾਨੂੰ ਆਪਣਾ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਰੱਖਣ ਲਈ ਕਿਹਾ ਹੈ। ਅਸੀਂ ਕੋਡ ਨਹੀਂ ਪਾਵਾਂਗੇ।"
agreed_done = "ਤੁਸੀਂ ਸਾਨੂੰ ਦੱਸਿਆ ਹੈ ਕਿ ਤੁਹਾਨੂੰ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਨਹੀਂ ਚਾਹੀਦਾ। ਅਸੀਂ ਇਸਨੂੰ ਬੰਦ ਕਰਨ ਵਾਲਾ ਕੋਡ ਪਾ ਸਕਦੇ ਹਾਂ।"
unsure_done = "ਤੁਸੀਂ ਸਾਨੂੰ ਦੱਸਿਆ ਹੈ ਕਿ ਤੁਹਾਨੂੰ ਪੱਕਾ ਪਤਾ ਨਹੀਂ। ਅਸੀਂ ਤੁਹਾਡੇ ਨਾਲ ਸੰਪਰਕ ਕਰਾਂਗੇ, ਅਤੇ ਜਦ ਤੱਕ ਤੁਸੀਂ ਸੋਚਦੇ ਹੋ, ਕੋਡ ਨਹੀਂ ਪਾਵਾਂਗੇ।"

[extent]
question = "ਹੋਰ ਥਾਵਾਂ ਤੇ ਅਮਲਾ ਕੀ ਦੇਖ ਸਕਦਾ ਹੈ?"
core = "ਸਿਰਫ਼ ਦਵਾਈਆਂ, ਐਲਰਜੀਆਂ ਅਤੇ ਦਵਾਈਆਂ ਦੇ ਮਾੜੇ ਅਸਰ"
additional = "ਇਹ ਅਤੇ ਹੋਰ, ਜਿਵੇਂ ਸਿਹਤ ਦੀਆਂ ਸਮੱਸਿਆਵਾਂ"

[guardian]
title = "ਅਸੀਂ ਤੁਹਾਡੇ ਬੱਚੇ ਦਾ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਬੰਦ ਕਰਨਾ ਚਾਹੁੰਦੇ ਹਾਂ। ਤੁਸੀਂ ਇਸਨੂੰ ਰੱਖ ਸਕਦੇ ਹੋ।"
lead = "ਇਹ ਤੁਹਾਡੇ ਬੱਚੇ ਦੇ GP ਰਿਕਾਰਡ ਦੀ ਇੱਕ ਛੋਟੀ ਨਕਲ ਹੈ। ਹੋਰ ਥਾਵਾਂ ਤੇ NHS ਦਾ ਅਮਲਾ ਬੱਚੇ ਦੇ ਇਲਾਜ ਵੇਲੇ ਇਸਨੂੰ ਦੇਖ ਸਕਦਾ ਹੈ।"
why = "ਜਦ ਤੱਕ ਤੁਸੀਂ ਨਾ ਕਹੋ, ਅਸੀਂ ਤੁਹਾਡੇ ਬੱਚੇ ਦੀ ਜਾਣਕਾਰੀ ਘੱਟ ਸਾਂਝੀ ਕਰਨਾ ਚਾਹੁੰਦੇ ਹਾਂ।"
meaning = [
  "ਐਮਰਜੈਂਸੀ ਵਿੱਚ ਹੋ ਸਕਦਾ ਹੈ ਕਿ ਹੋਰ ਥਾਵਾਂ ਤੇ ਅਮਲੇ ਨੂੰ ਬੱਚੇ ਦੀਆਂ ਦਵਾਈਆਂ ਜਾਂ ਐਲਰਜੀਆਂ ਦਾ ਪਤਾ ਨਾ ਹੋਵੇ।",
  "ਇਸ ਪ੍ਰੈਕਟਿਸ ਤੋਂ ਬਾਹਰ ਬੱਚੇ ਦੀ ਘੱਟ ਜਾਣਕਾਰੀ ਦੇਖੀ ਜਾ ਸਕੇਗੀ।",
  "ਇੱਥੇ ਬੱਚੇ ਦੀ ਦੇਖਭਾਲ ਨਹੀਂ ਬਦਲੇਗੀ।",
]
keep_label = "ਮੇਰੇ ਬੱਚੇ ਦਾ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਰੱਖੋ"
agree_label = "ਮੈਨੂੰ ਆਪਣੇ ਬੱਚੇ ਲਈ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਨਹੀਂ ਚਾਹੀਦਾ"
proposal = [
  "ਤੁਹਾਡੇ ਬੱਚੇ ਦੇ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਵਿੱਚ ਉਸਦੀਆਂ ਦਵਾਈਆਂ, ਐਲਰਜੀਆਂ ਅਤੇ ਦਵਾਈਆਂ ਦੇ ਮਾੜੇ ਅਸਰ ਹੁੰਦੇ ਹਨ। ਇਸ ਵਿੱਚ ਬੱਚੇ ਦੀ ਸਿਹਤ ਦੀਆਂ ਸਮੱਸਿਆਵਾਂ ਵੀ ਹੋ ਸਕਦੀਆਂ ਹਨ।",
  "ਇਹ ਰਿਕਾਰਡ ਹੋਵੇ ਤਾਂ ਹੋਰ ਥਾਵਾਂ ਤੇ, ਜਿਵੇਂ ਹਸਪਤਾਲ ਜਾਂ ਫਾਰਮੇਸੀ ਵਿੱਚ, NHS ਦਾ ਅਮਲਾ ਬੱਚੇ ਦੇ ਇਲਾਜ ਵੇਲੇ ਇਹ ਗੱਲਾਂ ਦੇਖ ਸਕਦਾ ਹੈ। ਜੇ ਹੋ ਸਕੇ ਤਾਂ ਉਹ ਪਹਿਲਾਂ ਪੁੱਛਦੇ ਹਨ। ਐਮਰਜੈਂਸੀ ਵਿੱਚ ਉਹ ਬਿਨਾਂ ਪੁੱਛੇ ਦੇਖ ਸਕਦੇ ਹਨ।",
  "ਇਹ ਰਿਕਾਰਡ ਨਾ ਹੋਵੇ ਤਾਂ ਉਹ ਉੱਥੇ ਇਹ ਗੱਲਾਂ ਨਹੀਂ ਦੇਖ ਸਕਦੇ। ਉਹਨਾਂ ਨੂੰ ਤੁਹਾਨੂੰ ਜਾਂ ਇਸ ਪ੍ਰੈਕਟਿਸ ਨੂੰ ਪੁੱਛਣਾ ਪਵੇਗਾ।",
  "ਇਸਨੂੰ ਬੰਦ ਕਰਨ ਲਈ ਅਸੀਂ ਤੁਹਾਡੇ ਬੱਚੇ ਦੇ GP ਰਿਕਾਰਡ ਵਿੱਚ ਇੱਕ ਕੋਡ ਪਾਵਾਂਗੇ। ਤੁਸੀਂ ਕਦੇ ਵੀ ਆਪਣਾ ਮਨ ਬਦਲ ਸਕਦੇ ਹੋ।",
]
kept_done = "ਤੁਸੀਂ ਸਾਨੂੰ ਆਪਣੇ ਬੱਚੇ ਦਾ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਰੱਖਣ ਲਈ ਕਿਹਾ ਹੈ। ਅਸੀਂ ਕੋਡ ਨਹੀਂ ਪਾਵਾਂਗੇ।"
agreed_done = "ਤੁਸੀਂ ਸਾਨੂੰ ਦੱਸਿਆ ਹੈ ਕਿ ਤੁਹਾਨੂੰ ਆਪਣੇ ਬੱਚੇ ਲਈ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਨਹੀਂ ਚਾਹੀਦਾ। ਅਸੀਂ ਇਸਨੂੰ ਬੰਦ ਕਰਨ ਵਾਲਾ ਕੋਡ ਪਾ ਸਕਦੇ ਹਾਂ।"

[other]
keep_label = "ਮਰੀਜ਼ ਦਾ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਰੱਖੋ"
agree_label = "ਮਰੀਜ਼ ਨੂੰ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਨਹੀਂ ਚਾਹੀਦਾ"
kept_done = "ਤੁਸੀਂ ਸਾਨੂੰ ਮਰੀਜ਼ ਦਾ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਰੱਖਣ ਲਈ ਕਿਹਾ ਹੈ। ਅਸੀਂ ਕੋਡ ਨਹੀਂ ਪਾਵਾਂਗੇ।"
agreed_done = "ਤੁਸੀਂ ਸਾਨੂੰ ਦੱਸਿਆ ਹੈ ਕਿ ਮਰੀਜ਼ ਨੂੰ ਸਮਰੀ ਕੇਅਰ ਰਿਕਾਰਡ ਨਹੀਂ ਚਾਹੀਦਾ। ਅਸੀਂ ਇਸਨੂੰ ਬੰਦ ਕਰਨ ਵਾਲਾ ਕੋਡ ਪਾ ਸਕਦੇ ਹਾਂ।"
','a5868ad88508790ef4e45cec60b9af3edc061e9adf00928321eb43826cddca2a',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(18,1,'translation','pa',1,'# A draft to try the press with: nobody who reads Panjabi has checked it, and it goes to sample lists only.
# To write to patients in Panjabi, follow templates/messages/TRANSLATING.md.
language = "ਪੰਜਾਬੀ"
reviewed_by = ""
reviewed_on = ""
pseudo = true
','2de358697e43796dfe73a18e3dc13979190ab8652a02293204c2057698de7e2c',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(19,1,'letter','pl',1,'{% set keep = "Zachować Summary Care Record mojego dziecka" if guardian else "Zachować mój Summary Care Record" %}
{% set agree = "Nie chcę Summary Care Record dla mojego dziecka" if guardian else "Nie chcę mieć Summary Care Record" %}
<div class="place" data-place="date"></div>
<div class="place" data-place="salutation"></div>
{% if reminder %}<p>To jest przypomnienie. Nie wiemy jeszcze, czego Państwo chcą.</p>{% endif %}
<h1>Planujemy zamknąć {{ "Summary Care Record Państwa dziecka" if guardian else "Państwa Summary Care Record" }}. Można go zachować.</h1>
<p>Jesteśmy {{ "przychodnią lekarza GP Państwa dziecka" if guardian else "Państwa przychodnią lekarza GP" }}. Summary Care Record to krótka kopia dokumentacji medycznej. Są w niej leki, alergie i złe reakcje na leki. Mogą w niej być także problemy zdrowotne. Personel NHS w innych miejscach, na przykład w szpitalu, może do niej zajrzeć podczas leczenia.</p>
<div class="box">
<p>Prosimy powiedzieć nam, czego Państwo chcą, do dnia</p>
<div class="place" data-place="deadline"></div>
<p>Jeśli nic Państwo nie zrobią, możemy zamknąć Summary Care Record.</p>
</div>
<h2>Jak nam powiedzieć</h2>
<div class="scan">
<div class="place" data-place="qr"></div>
<div>
<p>Proszę zeskanować to aparatem w telefonie. Albo wpisać</p>
<div class="place" data-place="typed_url"></div>
<p>a potem swój kod</p>
<div class="place" data-place="code"></div>
</div>
</div>
<p>Tam można wybrać: <strong>{{ keep }}</strong> albo: <strong>{{ agree }}</strong>.</p>
<h2>Inne sposoby</h2>
<ul class="ways">
{% if text_number %}<li><strong>SMS:</strong> aby go zachować, proszę wysłać KEEP i swój kod na <strong>{{ text_number }}</strong>.</li>
{% endif %}<li><strong>Telefon:</strong> <strong>{{ practice_phone }}</strong>.</li>
<li><strong>Osobiście:</strong> w recepcji przychodni.</li>
<li><strong>Odcinek:</strong> proszę wypełnić odcinek na końcu listu, odciąć go i przynieść lub wysłać do: {{ practice_name }}, {{ practice_address }}.</li>
</ul>
<p>Nie trzeba podawać powodu. Zdanie można zmienić w każdej chwili.</p>
<h2>Co to oznacza {{ "dla Państwa dziecka" if guardian else "dla Państwa" }}</h2>
<p>Summary Care Record zamknąłby kod w dokumentacji GP.</p>
<ul>
<li>Personel, który leczy {{ "Państwa dziecko" if guardian else "Państwa" }} w innych miejscach, nie zobaczy tej kopii. W nagłym wypadku może nie wiedzieć o lekach ani o alergiach.</li>
<li>Mniej informacji będzie widać poza tą przychodnią.</li>
<li>Opieka w tej przychodni się nie zmieni.</li>
</ul>
<p>Mogą Państwo poprosić o naszą ocenę tej zmiany (DPIA).</p>
<p><strong>Duży druk, tekst łatwy do czytania, inny format lub inny język?</strong> Proszę zadzwonić: <strong>{{ practice_phone }}</strong>.</p>
<div class="sender">
<p>Z poważaniem, {{ practice_name }}</p>
</div>
<section class="slip">
<h2>Państwa odpowiedź: proszę zaznaczyć jedno pole</h2>
<ul class="boxes">
<li><div>{{ keep }}<br><small lang="en" dir="ltr">{{ "Keep my child’s Summary Care Record" if guardian else "Keep my Summary Care Record" }}</small></div></li>
<li><div>{{ agree }}<br><small lang="en" dir="ltr">{{ "I do not want a Summary Care Record for my child" if guardian else "I do not want a Summary Care Record" }}</small></div></li>
</ul>
<div class="scan">
<div class="place" data-place="slip_qr"></div>
<div>
<div class="fact"><span class="label">{{ "Dziecko:" if guardian else "Imię i nazwisko:" }}</span><div class="place" data-place="slip_name"></div></div>
<div class="fact"><span class="label">Numer:</span><div class="place" data-place="slip_reference"></div></div>
{% if guardian %}<p class="line">Imię i nazwisko oraz kim Państwo są dla dziecka</p>
{% endif %}<p class="line">Podpis</p>
<p class="line">Data</p>
</div>
</div>
</section>
','d155c7b645e4c1c34a1e4b578f40981d158186b126784a445953732d286ebf65',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(20,1,'letter_words','pl',1,'# The formulas of the language: {name}, {page}, {pages} and {phone} are filled in by the program.
direction = "ltr"
salutation = "Dzień dobry, {name}"
salutation_guardian = "Do rodzica lub opiekuna: {name}"
page_line = "Strona {page} z {pages}"
phone_line = "Telefon: {phone}"
','fef597d57318463eb87e19844d7153a5d60e0209501e72100cf8a363756587c6',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(21,1,'page','pl',1,'# A draft to try the page with: nobody who reads Polish has checked it, and it is offered to sample lists only.
# The choices are in the words of the letter. See templates/messages/TRANSLATING.md.
title = "Planujemy zamknąć Państwa Summary Care Record. Można go zachować."
lead = "To krótka kopia dokumentacji GP. Personel NHS gdzie indziej może do niej zajrzeć podczas leczenia."
why = "Chcemy udostępniać mniej danych, chyba że Państwo o to poproszą."
meaning = [
  "W nagłym wypadku personel gdzie indziej może nie znać leków ani alergii.",
  "Poza przychodnią będzie widać mniej danych.",
  "Opieka w tej przychodni się nie zmieni.",
]
nothing = "Bez odpowiedzi możemy dodać kod, który go zamknie."
question = "Czego Państwo chcą?"
keep_label = "Zachować mój Summary Care Record"
keep_hint = "Nic się nie zmieni. Nie dodamy kodu."
agree_label = "Nie chcę mieć Summary Care Record"
agree_hint = "Możemy dodać kod, który go zamknie."
unsure_label = "Nie wiem, proszę o kontakt"
unsure_hint = "Nie dodamy kodu, dopóki trwa decyzja."
proposal = [
  "W Państwa Summary Care Record są leki, alergie i złe reakcje na leki. Mogą w nim być także problemy zdrowotne.",
  "Jeśli on jest, personel NHS w innych miejscach, na przykład w szpitalu albo w aptece, może to sprawdzić, kiedy Państwa leczy. Jeśli może, najpierw pyta. W nagłym wypadku może zajrzeć bez pytania.",
  "Jeśli go nie ma, nie można tego tam sprawdzić. Trzeba zapytać Państwa, rodzinę albo tę przychodnię.",
  "Żeby go zamknąć, dodalibyśmy kod do Państwa dokumentacji GP. Zdanie można zmienić w każdej chwili.",
]
kept_done = "Mamy zachować Państwa Summary Care Record. Nie dodamy kodu."
agreed_done = "Nie chcą Państwo mieć Summary Care Record. Możemy dodać kod, który go zamknie."
unsure_done = "Nie wiedzą Państwo jeszcze, czego chcą. Skontaktujemy się z Państwem i nie dodamy kodu, dopóki trwa decyzja."

[extent]
question = "Co może widzieć personel w innych miejscach?"
core = "Tylko leki, alergie i złe reakcje na leki"
additional = "To i więcej, na przykład problemy zdrowotne"

[guardian]
title = "Planujemy zamknąć Summary Care Record Państwa dziecka. Można go zachować."
lead = "To krótka kopia dokumentacji GP dziecka. Personel NHS gdzie indziej może do niej zajrzeć podczas leczenia."
why = "Chcemy udostępniać mniej jego danych, chyba że Państwo o to poproszą."
meaning = [
  "W nagłym wypadku personel gdzie indziej może nie znać leków ani alergii dziecka.",
  "Poza przychodnią będzie widać mniej danych.",
  "Opieka w tej przychodni się nie zmieni.",
]
keep_label = "Zachować Summary Care Record mojego dziecka"
agree_label = "Nie chcę Summary Care Record dla mojego dziecka"
proposal = [
  "W Summary Care Record Państwa dziecka są jego leki, alergie i złe reakcje na leki. Mogą w nim być także jego problemy zdrowotne.",
  "Jeśli on jest, personel NHS w innych miejscach, na przykład w szpitalu albo w aptece, może to sprawdzić, kiedy leczy dziecko. Jeśli może, najpierw pyta. W nagłym wypadku może zajrzeć bez pytania.",
  "Jeśli go nie ma, nie można tego tam sprawdzić. Trzeba zapytać Państwa albo tę przychodnię.",
  "Żeby go zamknąć, dodalibyśmy kod do dokumentacji GP dziecka. Zdanie można zmienić w każdej chwili.",
]
kept_done = "Mamy zachować Summary Care Record Państwa dziecka. Nie dodamy kodu."
agreed_done = "Nie chcą Państwo Summary Care Record dla dziecka. Możemy dodać kod, który go zamknie."

[other]
keep_label = "Zachować Summary Care Record pacjenta"
agree_label = "Pacjent nie chce mieć Summary Care Record"
kept_done = "Mamy zachować Summary Care Record pacjenta. Nie dodamy kodu."
agreed_done = "Pacjent nie chce mieć Summary Care Record. Możemy dodać kod, który go zamknie."
','e6f996655ebb2196057141b2776f3ee1464fcf3dc2c0747767fd8261767e1f9e',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(22,1,'translation','pl',1,'# A draft to try the press with: nobody who reads Polish has checked it, and it goes to sample lists only.
# To write to patients in Polish, follow templates/messages/TRANSLATING.md.
language = "polski"
reviewed_by = ""
reviewed_on = ""
pseudo = true
','1caf84ff367b494af3db656e3d51651535f4c0a3f127fdea114bdc17d1e64404',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(23,1,'letter','ur',1,'{% set keep = "بچے کا سمری کیئر ریکارڈ رکھیں" if guardian else "میرا سمری کیئر ریکارڈ رکھیں" %}
{% set agree = "بچے کا سمری کیئر ریکارڈ نہیں چاہیے" if guardian else "مجھے سمری کیئر ریکارڈ نہیں چاہیے" %}
<div class="place" data-place="date"></div>
<div class="fact"><span class="label">{{ "والدین یا سرپرست:" if guardian else "بنام:" }}</span><div class="place" data-place="name"></div></div>
{% if reminder %}<p>یہ یاد دہانی ہے۔ آپ نے ابھی تک ہمیں نہیں بتایا کہ آپ کیا چاہتے ہیں۔</p>{% endif %}
<h1>ہم {{ "آپ کے بچے کا" if guardian else "آپ کا" }} سمری کیئر ریکارڈ بند کرنا چاہتے ہیں، آپ رکھ سکتے ہیں۔</h1>
<p>ہم {{ "آپ کے بچے کی" if guardian else "آپ کی" }} GP پریکٹس ہیں۔ سمری کیئر ریکارڈ (Summary Care Record) GP ریکارڈ کی مختصر نقل ہے۔ ہسپتال کا عملہ اس میں دوائیں اور الرجی دیکھ سکتا ہے۔</p>
<div class="box">
<p>براہ کرم ہمیں اس تاریخ تک بتائیں کہ آپ کیا چاہتے ہیں</p>
<div class="place" data-place="deadline"></div>
<p>اگر آپ کچھ نہ کریں تو ہم یہ ریکارڈ بند کر سکتے ہیں۔</p>
</div>
<h2>ہمیں کیسے بتائیں</h2>
<div class="scan">
<div class="place" data-place="qr"></div>
<div>
<p>اسے اپنے فون کے کیمرے سے سکین کریں۔ یا یہ لکھیں</p>
<div class="place" data-place="typed_url"></div>
<p>اور پھر اپنا کوڈ لکھیں</p>
<div class="place" data-place="code"></div>
</div>
</div>
<p>وہاں آپ چن سکتے ہیں: <strong>{{ keep }}</strong> یا: <strong>{{ agree }}</strong>۔</p>
<h2>بتانے کے دوسرے طریقے</h2>
<ul class="ways">
{% if text_number %}<li><strong>ٹیکسٹ:</strong> ریکارڈ رکھنے کے لیے لفظ KEEP اور اپنا کوڈ <strong>{{ text_number }}</strong> پر بھیجیں۔</li>
{% endif %}<li><strong>فون:</strong> ہمیں <strong>{{ practice_phone }}</strong> پر کال کریں۔</li>
<li><strong>خود آئیں:</strong> پریکٹس کے استقبالیہ پر آئیں۔</li>
<li><strong>پرچی:</strong> اس خط کے آخر میں دی گئی پرچی بھریں، کاٹ کر لائیں یا ڈاک سے بھیجیں: {{ practice_name }}, {{ practice_address }}</li>
</ul>
<p>وجہ بتانا ضروری نہیں۔ آپ کبھی بھی ارادہ بدل سکتے ہیں۔</p>
<h2>اس کا کیا مطلب ہے</h2>
<p>GP ریکارڈ میں ایک کوڈ سمری کیئر ریکارڈ کو بند کر دے گا۔</p>
<ul>
<li>دوسری جگہوں پر عملہ {{ "بچے کا" if guardian else "آپ کا" }} خلاصہ نہیں دیکھ سکے گا۔ ہنگامی حالت میں شاید اسے دواؤں یا الرجی کا علم نہ ہو۔</li>
<li>اس پریکٹس سے باہر کم معلومات دیکھی جا سکیں گی۔</li>
<li>اس پریکٹس میں دیکھ بھال تبدیل نہیں ہوگی۔</li>
</ul>
<p>آپ ہم سے اس تبدیلی کا جائزہ (DPIA) مانگ سکتے ہیں۔</p>
<p><strong>بڑے حروف، آسان تحریر، کوئی اور شکل یا زبان چاہیے؟</strong> <strong>{{ practice_phone }}</strong> پر کال کریں۔</p>
<div class="sender">
<p>آپ کے مخلص، {{ practice_name }}</p>
</div>
<section class="slip">
<h2>جواب: ایک خانے پر نشان لگائیں</h2>
<ul class="boxes">
<li><div>{{ keep }}<br><small lang="en" dir="ltr">{{ "Keep my child’s Summary Care Record" if guardian else "Keep my Summary Care Record" }}</small></div></li>
<li><div>{{ agree }}<br><small lang="en" dir="ltr">{{ "I do not want a Summary Care Record for my child" if guardian else "I do not want a Summary Care Record" }}</small></div></li>
</ul>
<div class="scan">
<div class="place" data-place="slip_qr"></div>
<div>
<div class="fact"><span class="label">{{ "بچہ:" if guardian else "نام:" }}</span><div class="place" data-place="slip_name"></div></div>
<div class="fact"><span class="label">حوالہ:</span><div class="place" data-place="slip_reference"></div></div>
{% if guardian %}<p class="line">آپ کا نام اور رشتہ</p>
{% endif %}<p class="line">دستخط</p>
<p class="line">تاریخ</p>
</div>
</div>
</section>
','0794c12222f4ea279dcfcf84044f7c679049c1896ff29d987eab332d6dbc4e29',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(24,1,'letter_words','ur',1,'# The formulas of the language: {name}, {page}, {pages} and {phone} are filled in by the program.
direction = "rtl"
salutation = "بنام {name}"
salutation_guardian = "والدین یا سرپرست بنام {name}"
page_line = "صفحہ {page} از {pages}"
phone_line = "فون: {phone}"
','18bbafbf2fe91041ff1b919fc5c1d6d0c1db4422b0025283a00afffe4f1da6d4',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(25,1,'page','ur',1,'# A draft to try the page with: nobody who reads Urdu has checked it, and it is offered to sample lists only.
# The choices are in the words of the letter. See templates/messages/TRANSLATING.md.
title = "ہم آپ کا سمری کیئر ریکارڈ بند کرنا چاہتے ہیں، آپ رکھ سکتے ہیں۔"
lead = "یہ آپ کے GP ریکارڈ کی مختصر نقل ہے۔ دوسری جگہوں پر NHS کا عملہ علاج کے وقت اسے دیکھ سکتا ہے۔"
why = "جب تک آپ نہ کہیں، ہم آپ کی معلومات کم شیئر کرنا چاہتے ہیں۔"
meaning = [
  "ہنگامی حالت میں دوسری جگہوں پر عملے کو شاید آپ کی دواؤں یا الرجی کا علم نہ ہو۔",
  "اس پریکٹس سے باہر آپ کی کم معلومات دیکھی جا سکیں گی۔",
  "یہاں آپ کی دیکھ بھال تبدیل نہیں ہوگی۔",
]
nothing = "اگر آپ جواب نہ دیں تو ہم اسے بند کرنے والا کوڈ لگا سکتے ہیں۔"
question = "آپ کیا چاہتے ہیں؟"
keep_label = "میرا سمری کیئر ریکارڈ رکھیں"
keep_hint = "کچھ نہیں بدلے گا۔ ہم کوڈ نہیں لگائیں گے۔"
agree_label = "مجھے سمری کیئر ریکارڈ نہیں چاہیے"
agree_hint = "ہم اسے بند کرنے والا کوڈ لگا سکتے ہیں۔"
unsure_label = "مجھے یقین نہیں، براہ کرم مجھ سے رابطہ کریں"
unsure_hint = "جب تک آپ سوچ رہے ہیں، ہم کوڈ نہیں لگائیں گے۔"
proposal = [
  "آپ کے سمری کیئر ریکارڈ میں آپ کی دوائیں، آپ کی الرجی اور دواؤں کے برے اثرات لکھے ہوتے ہیں۔ اس میں آپ کے صحت کے مسائل بھی ہو سکتے ہیں۔",
  "یہ ریکارڈ ہو تو دوسری جگہوں پر، جیسے ہسپتال یا فارمیسی میں، NHS کا عملہ آپ کے علاج کے وقت یہ باتیں دیکھ سکتا ہے۔ ممکن ہو تو وہ پہلے آپ سے پوچھتے ہیں۔ ہنگامی حالت میں وہ پوچھے بغیر دیکھ سکتے ہیں۔",
  "یہ ریکارڈ نہ ہو تو وہ یہ باتیں وہاں نہیں دیکھ سکتے۔ انہیں آپ سے، آپ کے گھر والوں سے یا اس پریکٹس سے پوچھنا پڑے گا۔",
  "اسے بند کرنے کے لیے ہم آپ کے GP ریکارڈ میں ایک کوڈ لگائیں گے۔ آپ کبھی بھی ارادہ بدل سکتے ہیں۔",
]
kept_done = "آپ نے ہمیں اپنا سمری کیئر ریکارڈ رکھنے کو کہا ہے۔ ہم کوڈ نہیں لگائیں گے۔"
agreed_done = "آپ نے ہمیں بتایا ہے کہ آپ کو سمری کیئر ریکارڈ نہیں چاہیے۔ ہم اسے بند کرنے والا کوڈ لگا سکتے ہیں۔"
unsure_done = "آپ نے ہمیں بتایا ہے کہ آپ کو یقین نہیں۔ ہم آپ سے رابطہ کریں گے، اور جب تک آپ سوچ رہے ہیں، کوڈ نہیں لگائیں گے۔"

[extent]
question = "دوسری جگہوں پر عملہ کیا دیکھ سکتا ہے؟"
core = "صرف دوائیں، الرجی اور دواؤں کے برے اثرات"
additional = "یہ اور مزید معلومات، جیسے صحت کے مسائل"

[guardian]
title = "ہم آپ کے بچے کا سمری کیئر ریکارڈ بند کرنا چاہتے ہیں، آپ رکھ سکتے ہیں۔"
lead = "یہ آپ کے بچے کے GP ریکارڈ کی مختصر نقل ہے۔ دوسری جگہوں پر NHS کا عملہ بچے کے علاج کے وقت اسے دیکھ سکتا ہے۔"
why = "جب تک آپ نہ کہیں، ہم آپ کے بچے کی معلومات کم شیئر کرنا چاہتے ہیں۔"
meaning = [
  "ہنگامی حالت میں دوسری جگہوں پر عملے کو شاید بچے کی دواؤں یا الرجی کا علم نہ ہو۔",
  "اس پریکٹس سے باہر بچے کی کم معلومات دیکھی جا سکیں گی۔",
  "یہاں بچے کی دیکھ بھال تبدیل نہیں ہوگی۔",
]
keep_label = "بچے کا سمری کیئر ریکارڈ رکھیں"
agree_label = "بچے کا سمری کیئر ریکارڈ نہیں چاہیے"
proposal = [
  "آپ کے بچے کے سمری کیئر ریکارڈ میں اس کی دوائیں، اس کی الرجی اور دواؤں کے برے اثرات لکھے ہوتے ہیں۔ اس میں بچے کے صحت کے مسائل بھی ہو سکتے ہیں۔",
  "یہ ریکارڈ ہو تو دوسری جگہوں پر، جیسے ہسپتال یا فارمیسی میں، NHS کا عملہ بچے کے علاج کے وقت یہ باتیں دیکھ سکتا ہے۔ ممکن ہو تو وہ پہلے پوچھتے ہیں۔ ہنگامی حالت میں وہ پوچھے بغیر دیکھ سکتے ہیں۔",
  "یہ ریکارڈ نہ ہو تو وہ یہ باتیں وہاں نہیں دیکھ سکتے۔ انہیں آپ سے یا اس پریکٹس سے پوچھنا پڑے گا۔",
  "اسے بند کرنے کے لیے ہم آپ کے بچے کے GP ریکارڈ میں ایک کوڈ لگائیں گے۔ آپ کبھی بھی ارادہ بدل سکتے ہیں۔",
]
kept_done = "آپ نے ہمیں اپنے بچے کا سمری کیئر ریکارڈ رکھنے کو کہا ہے۔ ہم کوڈ نہیں لگائیں گے۔"
agreed_done = "آپ نے ہمیں بتایا ہے کہ آپ کو اپنے بچے کا سمری کیئر ریکارڈ نہیں چاہیے۔ ہم اسے بند کرنے والا کوڈ لگا سکتے ہیں۔"

[other]
keep_label = "مریض کا سمری کیئر ریکارڈ رکھیں"
agree_label = "مریض کو سمری کیئر ریکارڈ نہیں چاہیے"
kept_done = "آپ نے ہمیں مریض کا سمری کیئر ریکارڈ رکھنے کو کہا ہے۔ ہم کوڈ نہیں لگائیں گے۔"
agreed_done = "آپ نے ہمیں بتایا ہے کہ مریض کو سمری کیئر ریکارڈ نہیں چاہیے۔ ہم اسے بند کرنے والا کوڈ لگا سکتے ہیں۔"
','9af095c501c07a0602203c567396698b84803450d85eb239a1b8896f9051d973',1,'2026-11-23 10:00:00.000000');
INSERT INTO "campaign_text" VALUES(26,1,'translation','ur',1,'# A draft to try the press with: nobody who reads Urdu has checked it, and it goes to sample lists only.
# To write to patients in Urdu, follow templates/messages/TRANSLATING.md.
language = "اردو"
reviewed_by = ""
reviewed_on = ""
pseudo = true
','a94a1f6e99499e8668b8aaeb7268901471e050f5ac6883b53f435437cb3b4b79',1,'2026-11-23 10:00:00.000000');
CREATE TABLE "delivery" (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	notice_id INTEGER, 
	channel VARCHAR(24) NOT NULL, 
	wave VARCHAR(24) NOT NULL, 
	reference VARCHAR(32) NOT NULL, 
	delivery_status VARCHAR(24) NOT NULL, 
	skip_reason VARCHAR(24), 
	fail_reason VARCHAR(24), 
	planned_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	attempts INTEGER NOT NULL, 
	refusals INTEGER NOT NULL, 
	claimed_by VARCHAR(80), 
	lease_until DATETIME, 
	unknown_at DATETIME, 
	sent_to VARCHAR(400), 
	text_ids JSON, 
	deadline_on DATE, 
	provider VARCHAR(24), 
	provider_id VARCHAR(100), 
	accepted_at DATETIME, 
	posted_at DATETIME, 
	delivered_at DATETIME, 
	ended_at DATETIME, 
	CONSTRAINT pk_delivery PRIMARY KEY (id), 
	CONSTRAINT ck_delivery_failure_has_reason CHECK ((delivery_status = 'failed') = (fail_reason IS NOT NULL)), 
	CONSTRAINT ck_delivery_skip_has_reason CHECK ((delivery_status = 'skipped') = (skip_reason IS NOT NULL)), 
	CONSTRAINT ck_delivery_notice_or_footer CHECK (notice_id IS NOT NULL OR channel = 'footer'), 
	CONSTRAINT fk_delivery_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_delivery_notice_id FOREIGN KEY(notice_id) REFERENCES notice (id), 
	CONSTRAINT uq_delivery_notice_id_wave_channel UNIQUE (notice_id, wave, channel), 
	CONSTRAINT uq_delivery_reference UNIQUE (reference), 
	CONSTRAINT ck_delivery_channel CHECK (channel IN ('sms', 'email', 'letter', 'footer')), 
	CONSTRAINT ck_delivery_wave CHECK (wave IN ('first', 'reminder', 'catch_up', 'hand_out', 'acknowledgement')), 
	CONSTRAINT ck_delivery_deliverystatus CHECK (delivery_status IN ('planned', 'sending', 'accepted', 'delivered', 'failed', 'unknown', 'cancelled', 'skipped')), 
	CONSTRAINT ck_delivery_skipreason CHECK (skip_reason IN ('no_mobile', 'sms_declined', 'shared_mobile', 'no_email', 'email_declined', 'shared_email', 'sms_stopped', 'email_stopped', 'failed_before', 'unmailable', 'already_coded', 'express_consent', 'deceased', 'left', 'sensitive')), 
	CONSTRAINT ck_delivery_failreason CHECK (fail_reason IN ('bad_address', 'unreachable', 'blocked', 'returned', 'not_rendered', 'wrong_world', 'stopped', 'filtered', 'account', 'busy', 'unavailable', 'lost', 'other'))
);
INSERT INTO "delivery" VALUES(1,1,1,'sms','first','8S32MQ558M','delivered',NULL,NULL,'2026-11-23 10:00:00.000000','2026-11-23 10:00:00.000000',1,0,NULL,NULL,NULL,'+447700900101','[2]','2026-12-23','outbox','01796025037347956668-8S32MQ558M','2026-11-25 10:00:00.000000',NULL,'2026-11-25 10:00:00.000000',NULL);
INSERT INTO "delivery" VALUES(2,1,2,'sms','first','33Z08WV6MZ','delivered',NULL,NULL,'2026-11-23 10:00:00.000000','2026-11-23 10:00:00.000000',1,0,NULL,NULL,NULL,'+447700900102','[2]','2026-12-23','outbox','01796025037348321753-33Z08WV6MZ','2026-11-25 10:00:00.000000',NULL,'2026-11-25 10:00:00.000000',NULL);
INSERT INTO "delivery" VALUES(3,1,3,'sms','first','7R5FVTBJ9V','skipped','no_mobile',NULL,'2026-11-23 10:00:00.000000','2026-11-23 10:00:00.000000',0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "delivery" VALUES(4,1,3,'email','first','3R16PYYM5N','delivered',NULL,NULL,'2026-11-23 10:00:00.000000','2026-11-23 10:00:00.000000',1,0,NULL,NULL,NULL,'cyd@example.com','[4, 5]','2026-12-23','outbox','01796025037956827882-3R16PYYM5N','2026-11-25 10:00:00.000000',NULL,'2026-11-25 10:00:00.000000',NULL);
INSERT INTO "delivery" VALUES(5,1,4,'sms','first','JNA9SYBYV0','skipped','no_mobile',NULL,'2026-11-23 10:00:00.000000','2026-11-23 10:00:00.000000',0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "delivery" VALUES(6,1,4,'email','first','RTFJBDCHXQ','skipped','no_email',NULL,'2026-11-23 10:00:00.000000','2026-11-23 10:00:00.000000',0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "delivery" VALUES(7,1,4,'letter','first','4N6N5KF7SC','accepted',NULL,NULL,'2026-11-23 10:00:00.000000','2026-11-23 10:00:00.000000',1,0,NULL,NULL,NULL,'Mrs Dot Letter
4 Station Road
Blackwater
GU17 9XX','[6, 1]','2026-12-21','print','4N6N5KF7SC','2026-11-23 10:00:00.000000','2026-11-23 10:00:00.000000',NULL,NULL);
INSERT INTO "delivery" VALUES(8,1,5,'sms','first','TRYY7BV5EW','skipped','no_mobile',NULL,'2026-11-23 10:00:00.000000','2026-11-23 10:00:00.000000',0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "delivery" VALUES(9,1,5,'email','first','BHTB1P6B8F','skipped','no_email',NULL,'2026-11-23 10:00:00.000000','2026-11-23 10:00:00.000000',0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "delivery" VALUES(10,1,5,'letter','first','Q5CCG36RV0','accepted',NULL,NULL,'2026-11-23 10:00:00.000000','2026-11-23 10:00:00.000000',1,0,NULL,NULL,NULL,'Mr Eli Letter
5 Station Road
Blackwater
GU17 9XX','[6, 1]','2026-12-21','print','Q5CCG36RV0','2026-11-23 10:00:00.000000','2026-11-23 10:00:00.000000',NULL,NULL);
INSERT INTO "delivery" VALUES(11,1,6,'sms','first','A9D74SK1XP','delivered',NULL,NULL,'2026-11-23 10:00:00.000000','2026-11-23 10:00:00.000000',1,0,NULL,NULL,NULL,'+447700900106','[2]','2026-12-23','outbox','01796025037348534820-A9D74SK1XP','2026-11-25 10:00:00.000000',NULL,'2026-11-25 10:00:00.000000',NULL);
CREATE TABLE displayed (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	display VARCHAR(24) NOT NULL, 
	up BOOLEAN NOT NULL, 
	day DATE NOT NULL, 
	text VARCHAR(1000) NOT NULL, 
	recorded_by INTEGER NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	CONSTRAINT pk_displayed PRIMARY KEY (id), 
	CONSTRAINT fk_displayed_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_displayed_recorded_by FOREIGN KEY(recorded_by) REFERENCES staff (id), 
	CONSTRAINT ck_displayed_display CHECK (display IN ('footer', 'poster', 'screen', 'leaflet', 'website', 'phone'))
);
CREATE TABLE inbound_text (
	id INTEGER NOT NULL, 
	provider VARCHAR(24) NOT NULL, 
	event_id VARCHAR(120) NOT NULL, 
	sender VARCHAR(40) NOT NULL, 
	body TEXT NOT NULL, 
	raw JSON NOT NULL, 
	received_at DATETIME NOT NULL, 
	meaning VARCHAR(24) NOT NULL, 
	reply_ids JSON NOT NULL, 
	settled_by INTEGER, 
	settled_at DATETIME, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_inbound_text PRIMARY KEY (id), 
	CONSTRAINT fk_inbound_text_settled_by FOREIGN KEY(settled_by) REFERENCES staff (id), 
	CONSTRAINT uq_inbound_text_provider_event_id UNIQUE (provider, event_id), 
	CONSTRAINT ck_inbound_text_textmeaning CHECK (meaning IN ('keep', 'stop', 'start', 'unclear'))
);
CREATE TABLE letter_copy (
	id INTEGER NOT NULL, 
	delivery_id INTEGER NOT NULL, 
	asked_by INTEGER NOT NULL, 
	asked_at DATETIME NOT NULL, 
	made_at DATETIME, 
	fault VARCHAR(300), 
	pdf BLOB, 
	CONSTRAINT pk_letter_copy PRIMARY KEY (id), 
	CONSTRAINT fk_letter_copy_asked_by FOREIGN KEY(asked_by) REFERENCES staff (id), 
	CONSTRAINT fk_letter_copy_delivery_id FOREIGN KEY(delivery_id) REFERENCES delivery (id)
);
CREATE TABLE link (
	notice_id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	fingerprint BLOB NOT NULL, 
	check_value BLOB NOT NULL, 
	deadline_on DATE NOT NULL, language VARCHAR(10) DEFAULT 'en' NOT NULL, for_guardian BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_link PRIMARY KEY (notice_id), 
	CONSTRAINT fk_link_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_link_notice_id FOREIGN KEY(notice_id) REFERENCES notice (id), 
	CONSTRAINT uq_link_fingerprint UNIQUE (fingerprint)
);
INSERT INTO "link" VALUES(1,1,X'081780A042837804C0DD1E4A320DB8DE6187CE58623F664FA80AEE91991CF722',X'7D548A6A1DA66B2D23F24EFC96AADD9DD87694C99033A9694D9B2605EBF3E264','2026-12-23','en',0);
INSERT INTO "link" VALUES(2,1,X'8189E922573FCEA1053B6F1259FAD86AA0AE48EA21ADB59394C0F9191851A251',X'026C8715D6880EE52A8B6AE3478BAFBDC2F5262065F9670FF4111DBA93BA7FD3','2026-12-23','en',0);
INSERT INTO "link" VALUES(3,1,X'EB4FDB77EDBAE2325F851ADA16EEF201755235A799A0DDFDD897F06D085DC732',X'26FC45771ED88758BCA871E043114B0C270345F596596EB11F54B151AB232F20','2026-12-23','en',0);
INSERT INTO "link" VALUES(4,1,X'E9007DC4C197747851039CF7B1800B2C4845CE271250C9D8F6650A6E579517A5',X'3CD9BCEDBA40EDFFC78F171518FD4F7B6F578FA42736F20B41A67EBF565BEBB5','2026-12-21','en',0);
INSERT INTO "link" VALUES(5,1,X'87F99194E20CB5DB55BE95C8E5DED0FA0731CF6644AB6C3A4C31868ED6628737',X'4C186F7DD55E8CCF50F254BD022C3693BF5546AEA89AB693745900107E1A396C','2026-12-21','en',0);
INSERT INTO "link" VALUES(6,1,X'A52E8F820AFB3255F002C546027ED6A3104AF78C41FEB59823F6D325E97C0FC5',X'F8B7091E922608802C8DD8FFAC8BC576373B348AFF5E870BF6FDA5B0B8575ABA','2026-12-23','en',0);
CREATE TABLE notice (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	patient_id INTEGER NOT NULL, 
	link_serial INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_notice PRIMARY KEY (id), 
	CONSTRAINT fk_notice_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_notice_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT uq_notice_campaign_id_patient_id UNIQUE (campaign_id, patient_id)
);
INSERT INTO "notice" VALUES(1,1,1,0,'2026-11-23 10:00:00.000000');
INSERT INTO "notice" VALUES(2,1,2,0,'2026-11-23 10:00:00.000000');
INSERT INTO "notice" VALUES(3,1,3,0,'2026-11-23 10:00:00.000000');
INSERT INTO "notice" VALUES(4,1,4,0,'2026-11-23 10:00:00.000000');
INSERT INTO "notice" VALUES(5,1,5,0,'2026-11-23 10:00:00.000000');
INSERT INTO "notice" VALUES(6,1,6,0,'2026-11-23 10:00:00.000000');
CREATE TABLE pace (
	channel VARCHAR(24) NOT NULL, 
	free_at DATETIME NOT NULL, 
	day DATE NOT NULL, 
	sent INTEGER NOT NULL, 
	CONSTRAINT pk_pace PRIMARY KEY (channel), 
	CONSTRAINT ck_pace_channel CHECK (channel IN ('sms', 'email', 'letter', 'footer'))
);
INSERT INTO "pace" VALUES('sms','2026-11-30 07:50:37.153140','2026-11-25',3);
INSERT INTO "pace" VALUES('email','2026-11-30 07:50:37.336423','2026-11-25',1);
CREATE TABLE patient (
	id INTEGER NOT NULL, 
	practice_id INTEGER NOT NULL, 
	first_list_id INTEGER NOT NULL, 
	nhs_number VARCHAR(10) NOT NULL, 
	title VARCHAR(40) NOT NULL, 
	given_name VARCHAR(120) NOT NULL, 
	family_name VARCHAR(120) NOT NULL, 
	name_key VARCHAR(250) NOT NULL, 
	date_of_birth DATE NOT NULL, 
	mobile VARCHAR(16), 
	email VARCHAR(320), 
	address_lines JSON NOT NULL, 
	postcode VARCHAR(10) NOT NULL, 
	mailable BOOLEAN NOT NULL, 
	deceased BOOLEAN NOT NULL, 
	"left" BOOLEAN NOT NULL, 
	sensitive BOOLEAN NOT NULL, 
	sms_declined BOOLEAN NOT NULL, 
	email_declined BOOLEAN NOT NULL, 
	language VARCHAR(60) NOT NULL, 
	accessible_format VARCHAR(200) NOT NULL, 
	on_repeats BOOLEAN NOT NULL, 
	codes JSON NOT NULL, 
	CONSTRAINT pk_patient PRIMARY KEY (id), 
	CONSTRAINT fk_patient_first_list_id FOREIGN KEY(first_list_id) REFERENCES patient_list (id), 
	CONSTRAINT fk_patient_practice_id FOREIGN KEY(practice_id) REFERENCES practice (id), 
	CONSTRAINT uq_patient_practice_id_nhs_number UNIQUE (practice_id, nhs_number)
);
INSERT INTO "patient" VALUES(1,1,1,'9990000107','Ms','Ada','Test',' ada test','1980-03-31','+447700900101','ada@example.com','["1 Station Road", "Blackwater"]','GU17 9XX',1,0,0,0,0,0,'','',0,'[]');
INSERT INTO "patient" VALUES(2,1,1,'9990000204','Mr','Bob','Sample',' bob sample','1975-12-01','+447700900102',NULL,'["2 Station Road", "Blackwater"]','GU17 9XX',1,0,0,0,0,0,'','',0,'[]');
INSERT INTO "patient" VALUES(3,1,1,'9990000301','Mx','Cyd','Example',' cyd example','1966-06-09',NULL,'cyd@example.com','["3 Station Road", "Blackwater"]','GU17 9XX',1,0,0,0,0,0,'','',0,'[]');
INSERT INTO "patient" VALUES(4,1,1,'9990000409','Mrs','Dot','Letter',' dot letter','1941-11-22',NULL,NULL,'["4 Station Road", "Blackwater"]','GU17 9XX',1,0,0,0,0,0,'','',0,'[]');
INSERT INTO "patient" VALUES(5,1,1,'9990000506','Mr','Eli','Letter',' eli letter','1950-02-18',NULL,NULL,'["5 Station Road", "Blackwater"]','GU17 9XX',1,0,0,0,0,0,'','',0,'[]');
INSERT INTO "patient" VALUES(6,1,1,'9990000603','Ms','Flo','Paper',' flo paper','1990-01-02','+447700900106',NULL,'["6 Station Road", "Blackwater"]','GU17 9XX',1,0,0,0,0,0,'','',0,'[]');
CREATE TABLE patient_change (
	id INTEGER NOT NULL, 
	list_id INTEGER NOT NULL, 
	patient_id INTEGER NOT NULL, 
	kind VARCHAR(24) NOT NULL, 
	"before" JSON NOT NULL, 
	CONSTRAINT pk_patient_change PRIMARY KEY (id), 
	CONSTRAINT fk_patient_change_list_id FOREIGN KEY(list_id) REFERENCES patient_list (id), 
	CONSTRAINT fk_patient_change_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT ck_patient_change_changekind CHECK (kind IN ('joined', 'left', 'died', 'changed', 'returned'))
);
CREATE TABLE patient_list (
	id INTEGER NOT NULL, 
	practice_id INTEGER NOT NULL, 
	filename VARCHAR(255) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	counts JSON NOT NULL, 
	codes_read JSON NOT NULL, 
	imported_by INTEGER NOT NULL, 
	imported_at DATETIME NOT NULL, 
	CONSTRAINT pk_patient_list PRIMARY KEY (id), 
	CONSTRAINT fk_patient_list_imported_by FOREIGN KEY(imported_by) REFERENCES staff (id), 
	CONSTRAINT fk_patient_list_practice_id FOREIGN KEY(practice_id) REFERENCES practice (id)
);
INSERT INTO "patient_list" VALUES(1,1,'old-list.csv','fa6de0691477991bf0f3ba13ac8d86ba70faaa8153938d6359d8a56eb954c5eb','{"joined": 6, "left": 0, "died": 0, "changed": 0, "returned": 0, "unchanged": 0, "people": 6, "refused": 0}','["1290331000000103", "1364731000000104", "1364751000000106", "416308001", "93C3", "9Ndm", "9Ndn", "9Ndo", "XaKRy", "XaXbY", "XaXbZ", "XaXj6"]',1,'2026-11-23 10:00:00.000000');
CREATE TABLE practice (
	id INTEGER NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	ods_code VARCHAR(10) NOT NULL, 
	phone VARCHAR(40) NOT NULL, 
	address JSON NOT NULL, 
	created_at DATETIME NOT NULL, hours VARCHAR(200) DEFAULT '' NOT NULL, email VARCHAR(320) DEFAULT '' NOT NULL, privacy_url VARCHAR(500) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_practice PRIMARY KEY (id), 
	CONSTRAINT uq_practice_ods_code UNIQUE (ods_code)
);
INSERT INTO "practice" VALUES(1,'Riverside Surgery','Y99999','01632 960000','["1 Station Road", "Blackwater", "Surrey", "GU17 9XX"]','2026-11-23 10:00:00.000000','Monday to Friday, 8am to 6.30pm','desk@example.com','https://example.com/privacy');
CREATE TABLE preview (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	counts JSON NOT NULL, 
	samples JSON NOT NULL, 
	letter BLOB, 
	previewed_at DATETIME NOT NULL, 
	CONSTRAINT pk_preview PRIMARY KEY (id), 
	CONSTRAINT fk_preview_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id)
);
INSERT INTO "preview" VALUES(1,1,'0f51f740ea255ae848772a9cdfba6cb4244d8a59d0df199228e176110836e5c5','{"patients": 6, "told_by": {"sms": 3, "email": 1, "letter": 2}, "not_told": {}, "footer": false, "sms_parts_each": 1, "letters": {"standard/en": 2}, "letters_in_english": {}}','{"sms": "Riverside Surgery plans to stop your Summary Care Record. You can keep it. Tell us by 21 Dec: https://surgery.example.com/r/7K3M92QX4TDP or call 01632 960000", "sms_guardian": "To the parent or guardian: Riverside Surgery plans to stop your child''s Summary Care Record. You can keep it. Tell us by 21 Dec: https://surgery.example.com/r/7K3M92QX4TDP or call 01632 960000", "sms_reminder": "Reminder: Riverside Surgery plans to stop your Summary Care Record. You can keep it. Tell us by 21 Dec: https://surgery.example.com/r/7K3M92QX4TDP or call 01632 960000", "sms_acknowledgement": "Riverside Surgery: You asked us to keep your Summary Care Record. We will not add the code. To change your mind: https://surgery.example.com/r/7K3M92QX4TDP or call 01632 960000", "email": "Subject: Riverside Surgery: your Summary Care Record - please tell us what you want\n\nDear Mrs Featherstonehaugh,\n\nWe plan to stop your Summary Care Record. You can keep it. Please tell us what you want by 21 December 2026.\n\nWhat it is\nYour Summary Care Record is a short copy of your GP record. It shows your medicines, your allergies and bad reactions to medicines. It may also show your health problems. NHS staff in other places, such as a hospital, can look at it when they treat you.\n\nWhat we plan to do\nWe plan to add a code to your GP record that stops your Summary Care Record.\n\nWhat this means for you\n- Staff who treat you elsewhere will not see your summary. In an emergency they may not know your medicines or allergies.\n- Less of your information can be seen outside this practice.\n- Your care at this practice does not change.\n\nIf you do nothing\nIf we do not hear from you by 21 December 2026, we may add the code.\n\nHow to tell us\nGo to https://surgery.example.com/r/7K3M92QX4TDP\nYou can choose: Keep my Summary Care Record, or: I do not want a Summary Care Record.\nOr call us on 01632 960000, or come to the desk. Your code is 7K3M-92QX-4TDP.\n\nYou can change your mind at any time. To get this letter in large print, another language or another format, call us.\n\nRiverside Surgery\n1 Station Road, Blackwater, Surrey, GU17 9XX", "email_guardian": "Subject: Riverside Surgery: your Summary Care Record - please tell us what you want\n\nDear parent or guardian of Wilhelmina Featherstonehaugh,\n\nWe are writing to you as the parent or guardian. \"You\" below means your child.\n\nWe plan to stop your Summary Care Record. You can keep it. Please tell us what you want by 21 December 2026.\n\nWhat it is\nYour Summary Care Record is a short copy of your GP record. It shows your medicines, your allergies and bad reactions to medicines. It may also show your health problems. NHS staff in other places, such as a hospital, can look at it when they treat you.\n\nWhat we plan to do\nWe plan to add a code to your GP record that stops your Summary Care Record.\n\nWhat this means for you\n- Staff who treat you elsewhere will not see your summary. In an emergency they may not know your medicines or allergies.\n- Less of your information can be seen outside this practice.\n- Your care at this practice does not change.\n\nIf you do nothing\nIf we do not hear from you by 21 December 2026, we may add the code.\n\nHow to tell us\nGo to https://surgery.example.com/r/7K3M92QX4TDP\nYou can choose: Keep my Summary Care Record, or: I do not want a Summary Care Record.\nOr call us on 01632 960000, or come to the desk. Your code is 7K3M-92QX-4TDP.\n\nYou can change your mind at any time. To get this letter in large print, another language or another format, call us.\n\nRiverside Surgery\n1 Station Road, Blackwater, Surrey, GU17 9XX", "email_reminder": "Subject: Reminder: Riverside Surgery: your Summary Care Record - please tell us what you want\n\nDear Mrs Featherstonehaugh,\n\nThis is a reminder. We have not heard from you yet.\n\nWe plan to stop your Summary Care Record. You can keep it. Please tell us what you want by 21 December 2026.\n\nWhat it is\nYour Summary Care Record is a short copy of your GP record. It shows your medicines, your allergies and bad reactions to medicines. It may also show your health problems. NHS staff in other places, such as a hospital, can look at it when they treat you.\n\nWhat we plan to do\nWe plan to add a code to your GP record that stops your Summary Care Record.\n\nWhat this means for you\n- Staff who treat you elsewhere will not see your summary. In an emergency they may not know your medicines or allergies.\n- Less of your information can be seen outside this practice.\n- Your care at this practice does not change.\n\nIf you do nothing\nIf we do not hear from you by 21 December 2026, we may add the code.\n\nHow to tell us\nGo to https://surgery.example.com/r/7K3M92QX4TDP\nYou can choose: Keep my Summary Care Record, or: I do not want a Summary Care Record.\nOr call us on 01632 960000, or come to the desk. Your code is 7K3M-92QX-4TDP.\n\nYou can change your mind at any time. To get this letter in large print, another language or another format, call us.\n\nRiverside Surgery\n1 Station Road, Blackwater, Surrey, GU17 9XX", "letter": "2 pages", "letter_guardian": "2 pages", "letter_reminder": "2 pages"}',X'255044462D312E350A25BFF7A2FE0A312030206F626A0A3C3C202F54797065202F4F626A53746D202F4C656E6774682031333834202F46696C746572202F466C6174654465636F6465202F4E203231202F466972737420313438203E3E0A73747265616D0A789CBD576D4F1B4710FEDE5F311F4195F1DDBE6F1521F152026A0804685325E2C3616F9DAB8C0F9D8FAAFCFB3E33E703DBE098B84A844E3BE79B9D99DD7D9E670745196932960CE53A234B7930E448E7863C19935320A72C45722EA33CA390C131872F9C7345B975012F94FBCC13E628E5F16E49597672183DFC3D29A7F13D90F23C3F62F439A98C54B470CA495B8B1745DA6BF5D39B37D47F574C46B49526DBD43F2F46698A2233BAA0FED5C35DA2FE41D114E36A44BBBBE27C50DD4F1A52D4FFAD1C4EE933276467E4E3E19AFAA7695816FBD5BFF896E1CF46BBA3BCA360F29D10D9A10DDB669A05BD2A9B71A2AD8BF29F544FCB61A2CBFB7A94EA875F60DCDE16F5031D1475A28B34A8EAE176376BBF98A6A30AD5F4DF574D75594CA6BD8B34BA1F1735F50FD3749026C362D2B00717AAB2AEC25F27836A5862CDFD93619A3465F3D03BA6FEE5FD4D2395717D1986EAF74909C7446A613F24E3EA0AF6ABF1F0C5F46AE3F46655FA7171D31BE2303FF319DE10FF7481B34CF8A1970349FC3C1AC8FCF14BD9A4F3AA44041CCE4E7446454739CC001065ECB3BBCB8E12D8D98D03DBCC580E9CEF64216636748167751FEEED5F5E7D02D0655D671F4EDF7EFAC008E7D7673BDB3AFF7C5494750FBB5C0E52EF5D6A9A54AFDCEA7CF393B6EB4F7A5D3D072787970FD326DD9E4CFEAA64EBCEEA61AAB98AADAE0A300D482DA70D90BDB537AC6ED236977577374EB7F04011D82E8E7455BD3D393C2DEE9E16D096C58BAECBBBA6AA5921A4E6C755611ABBF01AD4C252FA1FB1399AB1087DB966E98019F8004162367336234CEBD5C273CD3BF3B933C3CC6C27688357E33D9BFC05A022280B5EA16870344C7AC3693D10A545038C634767600A7C7DE448969D1C8063ADBC72B4E838B06327A71C9B923D422491C342F6648C1E91BDD88ED52D72162FE588F2058ADECA27565827E5055E92311E25281468E4B38556062E0193D9BEA6181E77EC11C07B0CB90640739105F2EE3895A32FDD7B0BC8867A2A6AECFCB8184DA1F87204FB9D2ECA372E49A65CB75F8F8ADB720C403C87D6F6CCA11CE348B10D72E0FCCBFBE236AD87E40914BC1CEC4D461059E0FD12E03CC6EDD25A7F88F5049339683DC37E4BD51712BD4843BD310DFD7A1A7EA5941FCE40B3290399203ACBE4E908E9C223215B730D2197492993B4104CC716F29A19C919404D900DBE1EDCD45AA8C899AC622A9A2824CD409C1C94B38F94C4DDC534B6E085D74FD4E41E26802AEE89970E13B10C0348F16841716D8CD88E5B12B90A84971684E3D7A8DB4F9C8FDD3A5E023DC6472C2497CF3643D18113455E036EAB456A5AD90FEDD923776DD9217C07CEEACD381B9639FB15FCFE4FBA0AD2C4E01EB34D8B4D9CDDAED4FFF3ECE6EF34685DF6A18DDD878DA6EB6C69FA01A62716003DBB97CED1B921E2AC87BA48D3EABE1EA0F5CB17EE5A6E079F87506B42B85521561CB607555F3C6B649A3FEC9E439FDC63CCA990712F2EB7D0DC796ABD7C9ECF5BD0178EF15BB4F679C0EFAE6B871FB9D065758BDFA46EB9708549D93E910CB6D11927EA14800A6E0E14E8DA091FDFF69D7269351B97F4EE6B0FFBF333FF1B5FE7419A8445096409B358D1BC062AAF2131514430E25FAB7905947149FE1C6A9ED73ECEA741233D1B253F448FDBA3D708223FABD450E6AE9042CBB9A083C6631F43BB8F32CA85B04EF75E4F0594DBB3396B58962F6A5F4B05B3920A2BBB8F8D78F083DAEB1749A0BEADC95E22415072801D0922FA4DCF5D2AC0C300E4C79A199871FB696E59011EC380792D09E0CF73174880A63CE08E74B8321D7AEFAE33B7A88901ED01F8AE27D70C6C80D3DA4811DD7A00E8B82B67219471D6965BC4F4B09954DC9B3B9F49636E7D1B836BE651F2A3BFD188FF9A6E9D5BF455AD3A3FEBFA740300EB685A12F0F84482FF00576185920A656E6473747265616D0A656E646F626A0A32332030206F626A0A3C3C202F4C656E67746820353839202F46696C746572202F466C6174654465636F6465203E3E0A73747265616D0A789C55D5CF8AE2401080F1BB4FD1C7D9C3A0DD55D53D82088E8EE061FFB0EE3E404C5A37B0C610E3C1B7DF984F0636A0F0D129F177A99EAE779B5D53F76EFAA3BB94FBDCBB63DD545DBE5E6E5D99DD219FEAC6F9E0AABAEC9F357E97E7A29D4C87E1FDFDDAE7F3AE395EDC62E1A63F87C36BDFDDDDCBAABA1CF21737FDDE55B9AB9B937BF9BDDE0FBDBFB5EDDF7CCE4DEF666EB974553E0E3FF4B568BF15E7ECA6E3D8EBAE1ACEEBFEFE3ACC3CDE70E31BBFEE6D76619CF0CFBF71A9F2B52DCADC15CD29BBC56C78966EB11D9EA5CB4DF5FFF9649E183B1CCB3F453779BCEE97CFA9B102B5A164ACF03C53CA5346052A5242254AA937CAA83915A91595A877EA8D5A53736A43ADA80FEA9DDA52EBB1FC8CC2E0F1850F0A5FD852F8049FC727F83C3EC1E7F1093E8F4FF0797C82CFE3137C1E9FE0F3F8049FC727F83C3EC1E7F1093E8F4FF0057C822FE0137C019FE00BF8145FC0A7F8023EC517F029BE804FF1057C8A2FE0537C019FE20BF8145FC0A7F8023EC517F029BE804FF1093EC527F8149FE0537C82CFF0093EC327F80C9FE0337C82CFF0093EC327F80C9FE0337C82CFF0093EC327F80C9FE0337C82CFF0293EC3A7F80C9FE2337C8A2FE2537C119FE28BF8145FC4A7F8223EC517F129BE884FF1457C8A2FE2537C119FE28BF8145FC4A7F8223EC317F119BE88CFF0457C862FE1337C099FE14BF80C5FC267F8123EC397F019BE84CFF0257C862FE1337C099FE14BF80C5FC267F812BE882FE18BF8D2E01BD6ED73AF3E16EF703FB8CFAD5EDEBA6E58E8E325326EF2C70EAF9BFC79CFB497F6B1AE1F9F7F9A5E75E60A656E6473747265616D0A656E646F626A0A32342030206F626A0A3C3C202F4C656E67746820353839202F46696C746572202F466C6174654465636F6465203E3E0A73747265616D0A789C55D5CF8AE2401080F1BB4FD1C7D9C3A0DD55D53D82088E8EE061FFB0EE3E404C5A37B0C610E3C1B7DF984F0636A0F0D129F177A99EAE779B5D53F76EFAA3BB94FBDCBB63DD545DBE5E6E5D99DD219FEAC6F9E0AABAEC9F357E97E7A29D4C87E1FDFDDAE7F3AE395EDC62E1A63F87C36BDFDDDDCBAABA1CF21737FDDE55B9AB9B937BF9BDDE0FBDBFB5EDDF7CCE4DEF666EB974553E0E3FF4B568BF15E7ECA6E3D8EBAE1ACEEBFEFE3ACC3CDE70E31BBFEE6D76619CF0CFBF71A9F2B52DCADC15CD29BBC56C78966EB11D9EA5CB4DF5FFF9649E183B1CCB3F453779BCEE97CFA9B102B5A164ACF03C53CA5346052A5242254AA937CAA83915A91595A877EA8D5A53736A43ADA80FEA9DDA52EBB1FC8CC2E0F1850F0A5FD852F8049FC727F83C3EC1E7F1093E8F4FF0797C82CFE3137C1E9FE0F3F8049FC727F83C3EC1E7F1093E8F4FF0057C822FE0137C019FE00BF8145FC0A7F8023EC517F029BE804FF1057C8A2FE0537C019FE20BF8145FC0A7F8023EC517F029BE804FF1093EC527F8149FE0537C82CFF0093EC327F80C9FE0337C82CFF0093EC327F80C9FE0337C82CFF0093EC327F80C9FE0337C82CFF0293EC3A7F80C9FE2337C8A2FE2537C119FE28BF8145FC4A7F8223EC517F129BE884FF1457C8A2FE2537C119FE28BF8145FC4A7F8223EC317F119BE88CFF0457C862FE1337C099FE14BF80C5FC267F8123EC397F019BE84CFF0257C862FE1337C099FE14BF80C5FC267F812BE882FE18BF8D2E01BD6ED73AF3E16EF703FB8CFAD5EDEBA6E58E8E325326EF2C70EAF9BFC79CFB497F6B1AE1F9F7F9A5E75E60A656E6473747265616D0A656E646F626A0A32352030206F626A0A3C3C202F46696C746572202F466C6174654465636F6465202F4C656E67746820343332203E3E0A73747265616D0A78DA5D934D8BA4301086EFFE8A1C670F83E6C3D8038DB0CC5CFAB01F6CEFFE004D628F30AD92B60FFDEF37E691595841E1A1EAAD7A5356CAD7D3DB691A5751FE8CB33B87550CE3E463B8CDF7E882E8C3659C0AA9841FDDBA53FEBA6BB71465129F1FB7355C4FD33017C7A3287FA5E06D8D0FF1F4D5CF7DF852943FA20F719C2EE2E9CFEB39F1F9BE2C1FE11AA6555445DB0A1F8654E85BB77CEFAE419459F67CF2293EAE8FE7A4F997F1FBB104A1324BCCB8D987DBD2B910BBE9128A63959E561C87F4B44598FC7F716391F5837BEFE296AEBB945E5575D36E640E996C9DA9D2995495A9861AC80C643AC840924C0905A8416720456C802C310D39E805C24B8397BA8654268DAEDE7515357D2645CC10D3E86A74869825667066712671AD70ADF152E3C504327B889825A67AFA1DF0C23C1BE6A9D019740A9DD9CFF742A6A5263A8B4E3325C3940C1D2C1D24FF41F31F2493D74C5E52535353725ACD692593D04CC2D2A1DBABE04CEF27A28AD99D411652CCCC30B38A2D506C81A2A6C6B5F4504715BA5BBAD79CA839E425DDB7715BD7ED567DDE05778F315D837CF5F2FE6F9B3F4EE1F3762EF3B2A9B6F72FAD1CEDDC0A656E6473747265616D0A656E646F626A0A32362030206F626A0A3C3C202F46696C746572202F466C6174654465636F6465202F4C656E677468312035393936202F4C656E6774682034303231203E3E0A73747265616D0A78DAA55809701CC775EDEED903581C8B3D66168B6BEFFBC2EEEC0160810516202E12F74D82C241000448E222B0244813144127B11829121D59244859342989A24D17A3A8E88A62878E653B4AA4502A45B19372625B3613F95012392E4B2595E83217F93DBB0B40B4CA712ADB35D3BF677EFFFEFFF7FFEFF72CC208A13CB48618D4D5BCA3B14974973C8810A986A7673A7B7D8159C3C87584F00F613CD6DB17EF1B3D1F7F0EC66B30DE333137BE28FA33F1F3C0FF328C5F9E1E5F5E84BE002ECA9F353D7B7CFFDCE8783F905908C92767A6C627ED077F2083F92DF03E3C030F722F657D0BC666189B67E612C7A65FCCBA8490A80B9EFDC9ECC2C4F8F91B9F8F22C49C81F7AFCE8D1F5B449FC18F01FD13B8F4F3E37353E58786403F31AC479C8B0BCB898DCB28007345F43DC2086F6C2039A2364E60052A44279044186DFD44306652E4C65374EE27FC6086C893FC0142399A7BABBFFE43D9AF9877EEE39810A412E67B03AEA75B47E5D51F2026C5F3D6DA777F4EFBB727BE597D6F358964BF1279805782C8A66C8CB2040DD4C2DD8DC8CAF44C828A5B994CCC60787F20313E8B6B618611713093018AE0BA8C668204826368323D463844BE9EB28D4C022506C51E264330DE95EAF1080AD01D20396222128B08A1DE62B69BD3DCD9D98CAE8007AFA4EC164DE24760DE65FA8E18C96DC1BBD49304D5A7A7E4C32807FAF2DFFB123C0673ACC806B4031A462EB01F232F340C7B11807B0885E15E050DA36A6818ED406D70EF40BD70EF477BD372D0A60FB1D08BD00BD0DB414F11F8570F72BD88075955A8162434A156B40B75828C41B41B1D408BE838BA02B182D29CE5C059099C0DC0D92270F6089CE3E8105AA29C1B6FFF1EEDDBF7C5DAFFE7C74173431B8318BE8E7E411B0E0BED14BEBAD97E926A842595D0DAA04D9013D0D6D3EDB6D03E60A2E9760ADAB9FBDA77453251A56841F48CE8EFC52A718D780FB455F119F1DF887F2E29920C425B95DC92FCBB345B6A93CE484F4B6F6E6FA41DBC94096DD1FFCD445C8A7442AF05EF230185CC7045E1B2D22BC307B4691BADCFF07F4CD65B34EEB77EE4D328427E08F142690BDA23F4F7D01EFC47B0E394BE907A96F9311A14D99CFB59D44F6C1015DBDFBF927EB7F4BB6D2283C84E8EA156C8311FF43ED28F7CF80F905AA01F46ADD805D148F966510776A256E61F80179E93C3027FAB60CB4BC0F721F2E29B4803EF9A0845C4212423F5484CE94FF465CAF779E8199A11A26CA05F44DF49D31829D137D33481ECF86A9A6620EECFA469112A41B3695A8C8A20FE53B404E88A140DC19D0B1199A23192013EA5E8D0964CC0A55C88DC145D0BB42C4DD7018540EA029A83AC9A074B13D0CF422E4E406E2F4096CD09E341783209EF66809A027A1AA884C09180AB5798BB8C3C80430BC03D8906806B099E1C80F13CEC6D40C8663FE048668E7E73967E73D61657143543B677C23DFA3B56C9F4BF2DB30146144D963675A53A940B68A6477DF0640AFAAD795DC0B9800EC2D30981378E8E08D62E0856E801C1A88C04C85C06ECF2419B06C994E308DA075A4F081EF4C1DA2989FB05BB13C0ED030DC7813A00630FCC5A8235A600BF3C3027A5DF6CDADF0EA172E8364EA13BC00FFBB2924FA4A61889F077B24BF48A43326581F88F0F98BABB2DF6C13E23E50D6FBC8FDE464F52C45F0986F900C7AA2526A335CC9B4D3C6F32F34D3E8BC5E7B6D928329B373E241AF2CF702E804C8BABF309305A43C1309DC689D51CC707C2E150D06A35192512A2298E8E360ECC87CAE78707E6C3C967952EABD5A552D1BB124F0D9C190D0C5D5D4E5C1D1A7C2ED13D1709CFF5F4CC4522735427C8047C096A531E42E32605C88F482452A92DC2E34BEB9860B121BFA7F567ABF89222106625BADCFAE1BFA4B300554831F927540AB30CA1488C8026A088D41623543FB00B84B006529CCCFB4AB8BECC677774B87A748DC3754D5311DFEEDABD3872E02F2A76D5985C4EAB69BCD85BCA0F46A2FBC6AA06A4543658AE06D95E6A37C86153F2C07E5B48305BB0DA144A3B80DA2FB5097EC11B8E46F7C0EE9A5393D1FD1EEF94AB3B5EB6AB211CA96FD4FA22C60A8FA2C979B863FE3471FA5BBC398CACAF393651A956AD690A2BF832079BD0BA4AAC2E4561CE4C997D37DD0113E8514CBE03A809E79BDE608C8115342C7538EC33BF65A8C9E825E2404615565D464C4A4FF7C9DD6C854AE5E11A06031A22C97754DB6B8703D1B95D91D1663B26EE8A72BF2150925F6CC7BED8B143BD3E46745C2CD65777070A2D5C68AAA57D316A6D3FBA585317AC2EF5166AFDF642AA911E342ACC680431C16CFA04A2CEB43D44CA88C508AAA483C44B48614625B53BA3922DEAADD91388CEEFA42A25935425A35F50E962CDF1944A2289BEBAC7AFB152953A160495AAE3C1EA324F4A25928A68E28688D67C3CA6159F14DFF7C7397EC96BB1783D10F0048937DEC7AFC2AEEBE03403DE8638DC0AAA705A96449A4F58D624DD26FB31B9CD6036E7F91CCE1E77C8BFDC7060591BB49799F256D880C5C8F3464B00E71A82DEC222B35EAD336A35732586B16E476DB894D3EB58EE19AA88CB6E87A88B806F2784F5511C36984D65588415020FBC2AECB7466AB5E2C75C8DE55A677F9D6FD0ED79A072E973CD9EA1B5BED09C3F60EE26FD86DADD95BB0E55708A4FAB14C3D7E6BA1FDA17D6147E4AA1050BA18A926B906932386709916D3229680C49857006324CAEEDFD62E2FBEF1EBEDC7FC5B3A7BEB36EFE203E7CE26A0FB9DDF9E4D1F6497FD27F94E61E545CFC3EC881EAB46C52185803CBB3A65F9EC31793BF79EF3D727BF5ABAB692EF22C70E508796D50C00270E7C9B3EBC99FAEAFE3E2751C4CBE4E6E27DFC185C00D1883A7D2DC90CF0A5BC8C04A151A3C95BC3538881B070707ECF80DFBC0803D19B067A45F00FE7C2A9D91B2543A6C598467C8851BB7EAD6D7E565F26F7DE92EF67837608DAFB14EF6FDE4CBE003EAE51F03AA29B650CD4B3E01D50450FBB1A3776D68F074AFA375FD4862BDE5DE5D4B57ACAED3DC3356DB65C1FB7B1FDA170CEE7BA86FE1EAF0F0730B3B672B2B67772EAE551D4A7BFA4F413B39D2C22A193C52991813B8416362D31882CB47566B8C5596D7FEFC72FFC57FA9ADADA92FAE20B77D7B1BCB770615C9BFC5CAE47F93DB2BAF052AF54E8E9EAF373EC41B10213E84A65278940124419ACDCBA40DA1519282028ED39411BC113BD267698E97F273618B87B5C4ECDAAA90313AB7B3622AE2F777384AEC6C59B527D2EEFCBBDA115EA6CA7F94B3A88D5CB1D5A0CA35F89BFC75C3E5458547D59C52CF694D7AAEA8A22D753E665E010BA106C51913E3656CF98C14085E55C668624C4495224844C5BCF2E28D71263B278BE06C998C19BBF1E2B961914C964D48962C5B3473768691C9B208932B170F93DBF7C27825C71DF4E5E5F9784F6EF261D8BB4F29FCA18052E5E73D79F8B3C9C53C4FD0AFD4363669F067D2DF4D6409F4802FD5B88A67C0BD0C8F2B3F77EDDD27DFBD862F6357B22DF99F5881BF46D1CB0E7B5F0058510AD599EE0AAB30D9B6402B12D9CA7695248D5DA110AE999E3D502AD2F8EBBCE56DEED513C36EBBA5C3EA762D343557D80CBE38718F8F269FD8596A5558DAAA0606C48CC26F2B544C7345C93708D4164345D043D76E85B55BC84770A6826FE65EB544CA6F620AC5509314025845B72CBD6ED07A876124DCCEE8F052703456DDC8C9B489F583561FEBABF107FCA45957C11A7D671F79E0549DAB284A3E4A7E5D1F0F2ADBBBFABA3ABBC12B3E889477044B51E356D5DE1E166968C191CE95FA96D5CEF27E83A7ACA6CC162E29095B5C6D465D872C7A726CEAC1A85AB194A730B746C24D268DEA848AA3B68074E2035B34D4964123154FB347C3C34A213EE5D408F59DE04F58ED377B961323B64AA75CCC882F24CA24F9CE685E2C501EF74722B2B38F3C7A96356B94F1E2E7EF65356BCCDCF1E6D682CEBEBEAEAECECC5A36B04423E022CD24D6701F3086C31AD8359EE653A06D3E9A7C9AB434F07D6EFBEEFAEE932DF123DD9E0AF11B9C87B82B17BA5A63CD6AF561B5AAFAE4C8D8A9BA4395158640198D22C043FC027C5740918BD3143585221FF719CBF278F5F4B99E1EDF60D4DDCC5915F6225DE9697C33D9816FB6D8ED4DEDFAFCEC3971B6B5D428E85C00FE71C3B99A87BD06197C84577CFC0041E3CD243C014A634C871B141C9AC81B956D5A51FE5AF5F1076A27DD9ED1586D9C2162CDAE8A91C34B670D3E4D2854E62CCAE302C4ED3237DEFB7EFB81B05CB9A6E6AA7879AE5D6E763F7EE6CC132BD69D919E2EA5296CE1222D666A217C919006D8B3A274F4A54F0F606BFAD440F1F98E986429CBA386E8907FDDE971F3DCFA3A197537A84B8D0AE76073F2291C8B469D5D551B0804819DF40BE81D7217BE0CE4201504443245118CFAB7F53683DF6F30969713E3BD1F11E3F7742E875EEF70E990F02F007C398110D5A63680DC808F3601C8DF163344C672B917BFF4AF3FBB71A9EEDC397C5557A3CB2F29C9BBF68BE46B6FF15F86998245E80E508C5085F83BA0EB47694B9933E07D5B26C75316A6882D5B35291768200FC9ED91B1F34E6755F9BAD25CE2F0A9D6139CB8C017B3D6746BC4C503C43D72909A5E1BE9EF48FE12C71C416DCA07C626AD59E5B43B1C5BFE7523F6B7571596C2A7F7CC9C777976F8D713AC44C9D766A446A30F0C5259ADC5165526DE0153FED7FA448593B8A5715FAC6AACC95E77ACB7FDE88EE4198DDF6EF3739A727B55082B771C6CB15A5B0EEE187E301E7F7038D466B7B785C23B6D03021A15001AB921DED348982927269A606995A5F45CCB6E2D894F8CCE874662F62A5BBE8488D64FB052B9232AB37AD558E5B31B3D1C4FDC671FD9BB56C7EA144A9FF61F1925CDE663FA3A7F41B0D56A6D0D7577A6FC84BFB2E9A75476C16167D34D2B72934C9E53C66A7CF6C2F5654E5A505E4DDC0CF32811E5EB83F6E47F11E3DE526F314A57C3D7419273B31A6E3B9DDB04A76DCBDF74257CDD3FD95E35E470EFB7781D6CC8EFAF37ACEC0B0DFBDCD62E9DD1CA86CAFD0D86A783ED4EB9E2245B58C4C90B8B546A57B5675727A79E5670AC2A9F2B846F9A1A585D03AB3F4ECE53C498DA06461439223C3D0F29D41C0E6ABD9AC266A7BFDDD3DCE31ABD78D13C27932EC8E4FACE262CAD0D2C2716937775423E34C1AED711233DC3C6B7152538D3A44FD00A529750652B42B5A6AA41FF0587C7CBAB695A3595980B9C434D7832F9EDAAA8A3AB0A67FE4B2451900659B94C0B32A19E858ACCBCF9E617F68BB2B3B00867C944335F78931893DFC8D11BF3F20CFA1CDC70EF4788FE1B80980E984BBD0A45DD04555D0A555D2308499575C2A6F29531E19F8AE4CA0246C4C05DE4BEF2F9276AA5393222C2926C2969B85A27CAC91611599E34FEF8A5675E5234B4C7E5F278FB0EE55F13E37BDAA6B82ADF177048B124F9EBFC589D4A116FD1BE276840FFF7AC010DE024D80B0BC33A14174CDF78E1FAC143D76FFED5F5E5E5EB5883739E7F3EF941F23F6EDDA2F64234537BA1DA75A7CC859320982B783173428A442E4F8B412F50563AF5D41DAE6628AEB5E6E5E8143A67892C173CF1AA5CA797B3F00D5771EF464DBF5BCCAC1091D651A443FF03C2C7627E0A656E6473747265616D0A656E646F626A0A32372030206F626A0A3C3C202F46696C746572202F466C6174654465636F6465202F4C656E67746820343836203E3E0A73747265616D0A78DA5D94CB8ADB401045F7FA8A5E4E1683FAAD19308230B3F1220FE2E403F46879046349C8F2C27F9F569FC681186CB8BE55756F55A954BE1DDF8FD3B889F2E73A77A7B089619CFA355CE7DBDA05D186F338154A8B7EECB68CD26F776996A28CC9A7FB750B97E334CCC5E120CA5F91BC6EEB5D3C7DEDE7367C29CA1F6B1FD6713A8BA73F6FA7884FB765F90C97306D4216752DFA30C442DF9AE57B7309A24C69CFC73EF2E3767F8E39FF227EDF972074C20A33DDDC87EBD274616DA673280E327E6A7118E2A72EC2D4FFC73B4F5A3B741FCDBA879B26864BE9AA7A47F62521EF129226212DE12C9C4AC8B9842A0DEA40AF204DE400A266454D8D9E45CFA0E05070A02AEB79AA18B80ACEC2A1E7D1530A9F819A700ECE50C5E52A92BC1E2F7016CED091A3238B9E47CF115911695BB817D02BC85313759B2741B715DD3A7C7A7CCA01D71D55403E23F27CDE0ACE3CCE0C552C55345E6CF2E2AB1CE91F7E6258FAA72597CD583663E8D1D1A3EA138A0F44426CDBB06D4D5D9B1DB051C746155E0D5E15FD9B3C7DDC3926A5D8AF61BF8AB9197C2A266C98B042CFE4A78BC82A4F984959262551D028683AB274A4E9C1D283C499C69967124DF2A2E5DEBB965AA7A3C9D7B19FCF7EE58FDBEC6EEB1ACF32BD0AD23DEE97384EE1F1B658E665CFDABF7F01885A0A660A656E6473747265616D0A656E646F626A0A32382030206F626A0A3C3C202F46696C746572202F466C6174654465636F6465202F4C656E67746831203135393638202F4C656E6774682034353938203E3E0A73747265616D0A78DAED3A697023557AEFBDD665CB87649DBE245992755987ADD6E143A3C3B6E4FB3E64CBE3DB33B6C7E363663C17B30BC34C71840913C0CB7D05026CAA02C56629B6C2262C9384AD54BCB03BC59284E53E4220504B2D9065C9827BF2BD96EC198E85FC496DA54ADF57DDFDBDEEF7BEFB7BEFA9D5082384F2D149C4A0DE96E67842319343102251B87B57CF80C7BBEF43ED6F11C2AF437B6A6030363831DB5407ED93D09E985D9E5E7BF9BF7A7F02FD5F86F633F3D387D6E02A8383B625F3FB8FEF55BF71CF3D08159D4748FEA3853DD373B62B5ECA83F1ADF03CB00037F21E2B7443DB0C6DF3C2F2FAB1E3FF989700F25A848A5FD8BF3A3B3D973309F285203FEF83E5E9636BA2DBF159E8FBEF701856A697F7D454256F4088F94BD021B0B67A68FDC2BDC80BFC04F439C2085FB8800AE18A4447B01C69D10924A2AD4B40006D264D5EB88B8EFD1A80110217F7124252EDD6C6EF5FC9FD0DF3EE173B888EF05C09F36FCB4FEAEC9385A1DF2226DDE79593BF7C875EDF9A3D17DADAE004B9BF1154D10188ECF0C648C26BA0E4CF4E448ECE2FAC537647E7D617303C5F5C9FDE8F2330C288D43092018AE0E8B6663C0782C3680E68CA813E059F90BF4BDB47EAA12584F6756404DA1DE92B9E405EDC0877A54222100A0811404899E82536B5F4F4B4A073C8F059C676C11C3E03E3EEA5CF88966CF21EA6DE24681868E0850AA025856BF5FFFAC0BC2F30CAA356880EC319E2815DC0538ACCC80A6D077804230F2046358885B31FD5C2B91E85E0DC8C3AE1DC8D06E03C845270DE0D089C8017E17D81767C8BF9AB00FD0D5C1DA0BB00E5C2D90EFCDDC037081C9B511BF0EB054EA36811ADA1A3E838FA7383F133045944ADB5F17DAB5100D5A1186A81BEDDA81F25D1345A42072FF6BDF0D6B7E23FBCF1BEF4F09732F1DB200FDD42AD10E400FD23F45E86C6A808BD90A1094460334333A0E5F732B40032E7608616A2123492A14560536D9AC694BF334363F08C314387E1BE3A434780CECDD051A01058BF8A96C1FE15F0DC3A5CF783DF66C12BAB206F996F27E1CE1C3C5B006A0FD0F340ADF33DD6E118E0C71E422EE0B4079E1D8611D33076185A07E1FE22F459012DBDBCDF6B20F6DB230D3B630D5F1A7BB16F03C4A807B005A86F93F8C5D657A534416B0D627C70C706AA55351C5EA006E1CE1EB85E1CD70B3D57D13EB83BCBF78D016FEA8555DE2E9A4B94C73AF03C049947F37B1E38D31E87D10C5830CB7BD603B2D31CF7F29E5887DE1E5EC775E8BD0256CC03BF3D804B40CF66F4DB9F8983FD1BB24987C23C0E02EE03BC073D81DEC1553C1EC25701FE1C7F7C2942CDF79153E4211E5F241F32393C6A01EB99656603F0299849D48220E009C12D8287BF84EF092B84BDC2AB854F085F17394483A203801BA27B452F8A38718D78057043FC9CF8BF25064958720AF0B12C66318BFF87F88B2C66318B59CC6216B398C5FFE7F812FF36C476610617904DFA1E6AC0170804599148A554AB352637B1E91BBD03891643D8DDEF6DD4E3A2FEBBCE8626DE3CDA75DBF591863377C0581D8C15C058394231A54824368589DF67B158591DC1027D8CED77870D86B067808DC1E8DE3BCE3444AEBFADABE78E1BC2A1B37751D9F60B57A073F0DB0C7E1B1F2D207478903D975356218BE52A64C28945537F9FD9921C32D1BEAD173E424FC32F3629F4F50558AF5AA514998C9656737149656549B13950A9D3559A0D06FA16A3E6C227444AFE056C3250CD0A0874B4F8C13A18A6168275AC3710A09A9A8C22119196D48D457B1759CFC250EF3E1F7779792C1088E974F45C8EF726AF9DF48E3C7868FD8164F281F59953B1E8E999992B63B12BA94EA3709A05FBF3119A36C9A9F7C009626B90C5B3C398605989B2D3FDF76DF8E3729B492153CBC30DB7D051D5A0A2843C8FCA6154853FC8FB0C14115BC384EAA7A29E14AB2A8884B3FD6DA0DD92A8F5F5D83D654D3DAEA629BFBB3F78335E6C7B3230D857DDB0CB6C68D05AD4EEA186DA99C9C0067D37E702CB19E0EDCE444495E607F65BFDBCD9BCD5267FC601D47EB195F70BFEB5B9C9353C587F7CB276CAE95AA89E1AF2A422F144438F3D11B284FDA54ECB81D6B56562AA4E387304B9232DE1E9805CDDAF2EEE6874054B3A8CBB6CBEBAC2D2A290CE39472310043DF2410F137D4738E00B332041A3A20E8738B3170D3519DD44E3DD5645A5D491A0DCD17EA04FC5CA8A5C9AF86EBF961115BA6355E1715FED9E043BD254F951A43B1EF724AC0A6B1DAE091F5B1AF008841D2291BB7781FA829D8EB7EFAFB7741FBDAF6FA8B9D71A32544403F4CDA693BEBB834889103A842BFC152A7C2DAEE4AEC0AF71AF92CB7A9BB72E039DBDA0B3645B67C81A66C76B9097A64B934847AC465A25692FBA099180D207FB947E7951B53A3116D012AAB473D7385BB737CE8E34567E14EE694A5483D2967A7CFBAEE3A0B4109416BB7B16EB35A0F454BC637FBDB5FBC87DFD83F11E50DA100BF079CCE73CB140CE6BBE98F5F2AFAB802F57023E6FD1E92CB424F8B7A7E472F22C12A322C83A6B85D884598CDDC40AE110B3A462987B7B680C6BFAB09A7B9329C81708A55241DF9BAFBC429EDD628950E270E529EDC63CFAE66C1A380D82278B5029AA043F79D309ABD2113E9E26B9221D4E934A25DFCE37ECBAFA4FF4BB9CAE364768B5EBB35777370F8C1DB961B2BDA2AB916CF6CC38625512A118F23C36E6219BDCF986FA06F6AD0E6EAB3D64A9D543EC76415C46212E7A9006E9A34AD76F50C5A7354484CF268DD862C11B75BBA3C6E072BF67D0661B6A58BEA9CD953C3910DC6B3357F491ABAC1D4B4D23A712B2BCEEC282D4436B7D57CFF8D5CACE422D7887DA7437D8948B94E9BA013368868AF962A16690BB471F3AF24F2FEFBF677832727CF8F0F48D37E2FDC7EEEF279BBD771E99BCAC61EBFC9FA18CA66741D30AE0C2CAB7F5E3CB8BEA974EF1B4F67E13BEF577F5473A566FEB1979F07068C96DB44CB24397458347A63C8DA577E3E3DCFD8AA2D1070FAC3D30A65676CBB5892B47874EB7E58A9FA772A8BEA7415F293FEF54C8414538B3E4748ABB2995C22B29DCC53D06AE7C0EBBE90C0F431C99DE30DFC8AD90FE62B9063B386E701093C1419F8234287D3EE5D64F1519EEF863E82F845AA18C55D3295C4B36B7AEEEDD967D2B3C5550D9D80461A7E231EB267ED0E0D645EE948030CCC002FEAE0033CC20E9D3445A2AB90330FEAF65D14E03DE007F533F9D87F9597E717E86E15F9D9FF9E9F9BC63E044DFE077FA6DAD1B6B4B37756C3DE35DECED9BF7AE1DEF5BF4E2BD03D7CCF8FCD3D70EAC3CB07BECC1D5D4A944E254EA9ADBE35766A24AEDA66F64D3790A824CA0AD860F291580757F7AB2BC71A5B73FF5F8586B73CA39423657E69C7DD14AEE3DB2D9C5FD4779D4176F46195E93C0AB1015F3BCD249AF303117F9D14CC796D143B58E98F9E9C547CEA6CEED5D4AF65676924D57AAB9AED395CF9DC356EE5764B39BFB5DBCC9535B42BDC95EF8047F0219E341684F7A9EDE9EA8797E5637F335F9A381E5F593F0A16E5B5B48635EAAF3B79A756D3177DCADA99F6F6A98B19555263DAE904ED75C1F49BA9E8A8E564B0AA5C3B292329FC9546DD7C8ADDEA8A3AECFA92EEA92A94B3C7A73B545ADF1B723FA161B910AB051CC679509B2C4849B52AF11CDABE4444F0FD53605713B998E7D465B88B93C330F42F44F864E4C5E7526353E11EBB38C7EDE7E347EE351FC0C57939CF20C04F0CF11FFCF05626E060E76F0226362DC8CB5801103C12A748C26CC041569820415CCCD3F193B23CACB15632CCC958AAF197B726255949B236218716E9EE8F2F1D36278C630B9059215C8AD007E5EE5B4958BC5E5369786A3D348A7C6556553281D2EB71A3FCA756B3C4EBBBC3818D2E3C710FFBF092289ED0A621893023450B00C49EC7DF2DCE4AF5F9D7BF40793AFE000B789D7F130F72ED6720FA7FF3D422400A324A03DF486D0332C2EFDF1F407A90F66F0129EE43AB8F7B11C3F4133C60D917D9D54C02A6F4B679FDC64BDB8880483DB8B7E20A01065D612BF1F1B6626A27281A626E2AAEE725E7E7AACDEEFE8AC28354D75CF7505AB9A5330514F701B9DE5D622634BA03729600C4DBE6259A3A2947B5350CBBA1C1DDD74738186204ED5E453C87B33ACBE4A91980D64D60B7E27601243C22A683265E4FA2C8F3044A8E98DCC1D0FCE35467A35E2A2C8C8AD758D65B191D69616123136C88DEE33D7EDFE4ED86D68269F72AF578DC605B38BFBE6F6EC05AFC05A8F9F2246BA9F89FFE1090FA66BEC6C598D341E68B5776A4BB5D1B240C2686C669D4D65A5B1DCFACB2667BF532FCF6BCB91B9534DD194BB28BFBBA0707B275104B668A82DC0DFCF2F7D6A0D0B92FC6CDAA956EA3BDE9F200D2BE68E1D9F7384DD3211168EB4E40B64EE48D950BC71B4A5A525F7CC75D75DAF32ABF3D9C27FDD92B46A2AD56DE313B2B9A5039353FB32B23058A2E1D71A5AE5AA8A2F2D36818006A256416BDD1C9FF5733792D15EB6C761EF0D761E8E352C25226D622C2FAB23C6D0729B7F6C5251D455240F9F181DB9BCB9B5AFD5DD4CFFA303B3F069B285B420834E1F267FF08B3E53A958DC79CDC8C484BD3B68F02B343287DA59750D7E9E73E2E7ED3A7D7CD82615C785B90D1113AFB30CFC634446C4F23A6BD82094E417B67C34DF4CE972F551F5D3E906FB4E7ECA52F88774C2BC846F5F7FFDB4C5B2B73EDE039BF7B281E0C2E1C3875C918AB684BDDE52549120469BBD65EBB5CE799F5CDEA754F7255479AE1CBBEDA6D3276F6DAFDEDD38BBA87225AA556D2907FFDF2222C510B3924CF665F67B606B669F47970C483991DC1735C692CE647D38D45C3E32428A1536599959611F8E737F8193B1A82B19E1DE074660673714DFE3E40DD88180FF068041707B0304463D32E252EAF54AB54E47B45BEF12ED3F979697019497A28C36F9C044B1A34D30C8C2DC6D15AB408D87192C10698B73FE6AFE57EFEEFBF1AE64122FC97C0A894E9FFBF8DBDCB3BFF7FF1446F23CD0234031B02652DD41D74F33BC9961F0BE75BBC6D316A6898BB66AD22ED0401D92FBC652497F6D7753525B6D09844B214385F29A90213CA010968E13E3F802983E1A89A686B917F0A8A3AECC351C81D548DB565659E474BB9D68C7BF46A4FAAA545E144E4ECD804F479B29F3227F34C3151C3A37B1CD6BBBB6ACC0E7DBD661CA9C584DB1F13A7FAAB132B4D6D5B61AE1962A128140A2C2180FF6B7E3FCA6F9D6CACAD6F9A6D113B1D889D1C8B8D73B0E36D4ECE7672319CC4646C877DBCE7E915FE84CB4C0322AD3B414AB2E8AC483B3C783B34DF6A84B26228291D63C81CC15290D34EA7059537D4D44DF428CD79D19FB6E446D52C97D8A9719491B6CA4DBEDFD1179E3EEEAC07868F74ADA4FF8EC8E9FD2D555402EBAA9A7D0942FCDD717E86B9DC523ADB9027975981819A68F1194781AEDDC9B443BA3AB29DF5EA77F089C1C3B2BDF25BFA7ACBCD32EA9DFCC1AFD43DF54636D9FDE30E6690AA9EBFCBE76DB6AAA66A852676CB706EA4A76B16CABE57BBE84B948D62B2BAD322B0D06A5D256EB6C6E57C813054A934EAD2F572A6C75205D06D207C8069D31F65C3219D19923C8AA58F0214C7B12A523BFC0A775B4383BBB4CBE3BEFF484C58226714E796B0CD73A4C074F34739B351E6A4B0F445D45B4F43745EC9245E992959CA85AF305F240D4144D3A47EB7785E2E5B4AC5ACACC72FB70332C73DF8F426586B126B326E2CF811B54E521BA8C13EA5958C7999FFD6CE2A0A4A88011080A15E28313CF102DF7B43A5023977B032A1CDA7A97FFFA013362524CBD1A83AD8069672F4099A437033BEC4CF851515E8E84088838472A9E9ADB186B971448898091E448859353BBC58579F04C5A28E948DD3C8F3D2A7BA5412A3558EC2AEE9720F9CDF206BF22CF6CB3C9B09B7B4EE3AB51C8D95D3AAC0335F8EF5E6498031B20D4036999F0531E64F29ED9DE8F058378623D575E2010884A0A9627DF51B06D3EAD395FAA97EB5D06691908F945A9D7A32EEEB3E3EAAD7BBC1D76219320024D55790B48E8421FE22AFC9FFCDC95A9AFED32E82A67F57AAF4EE7D5EBD972BCEC0A6AB5419733585C1CE4BFC641E425B225B0A03670B418B5E1117E17328226763EB7117CF38710D8896C70E876DA79E97FBAE1DACAF30AA11A3846E1A886C3B5DD0FE8201CCE0CEDDDEEFF7540AEA05FCCA069720CED222FD2DD72E6FE0BD07E1B4DE3015AFB997B79E9E730814E33F9F07C3CD35E81F19588254E944B5E42297A8FB91FE591762420816FB691D42037994743F875D0791E0E1F0A82A70A797A1FDC4FAF1F88A8797A88F93E1AA2F74136ED3FC4FBE36E78F61A62F12292C1B31EFC39C82FE2BFD04198FBFAAF4FBECDF759C84216B290852CFCB1011F835D4816B290852C64210B59C84216B290852C64210B59C84216FE68407E800AFF0792CFE67D0A656E6473747265616D0A656E646F626A0A32392030206F626A0A3C3C202F42426F78205B20302030203539352E323735353931203834312E383839373634205D202F5265736F7572636573203C3C202F436F6C6F725370616365203720302052202F457874475374617465203C3C202F61312E30203C3C202F63612031203E3E203E3E202F466F6E74203820302052202F5061747465726E203C3C203E3E202F53686164696E67203C3C203E3E202F584F626A656374203C3C203E3E203E3E202F53756274797065202F466F726D202F54797065202F584F626A656374202F4C656E6774682031303832202F46696C746572202F466C6174654465636F6465203E3E0A73747265616D0A789CCD585BABDC36107EF7AFF073A18A469AD105CA81868640A094A5FB9490071FE76C9EF2D0F4FF43B496A5F5C823EFA681B6188EF6589799F9E69B8B0CA34ECFCF90FE04041542F40EC7F9CBF0D7A095A765B6FE585E97E7D5044A8F9FFF1E9625E3D7CF43740A438010470746E9480021FD8CCA19A3D18FA09D1ABFBE0C116FEB745D676C5D97DE5ED75D7E1A4E8298D7E7018AD6B7A390482501DABAF1FC6578F5DBAFAFFF3CBF1F8D513646041CCF97E1C32F5ADBE9C9E8346278BA0EDA2E03E5012F79C0FC12D8129F07C35E3A616E3DAC2C99D95C164BB45D621D9BD3DBA1E842DBC3D67DC6354B04CB6CDEB8BE44C794293BB2FAC0ECB5F313C69DE2EB2472C969E3C7F1FC4E744B40654C71CBD503F8C2340A0266386F618583E309BC8A09081B16AFFF71FAFDEDFBD308EED8DD37C420EEB970DF6166CA1071475B7E2832C4FDD6B0025F9071A77F8D3082F97708937778C95B4E8098C7093E37A76DA0E1CCBA8592D99BB14E62FCE76EEBF229E5C01B9F3EEC513A04847BD2CC827D3B24B27D9300E10316159FAFBA89249B6B8C6EC26D1574115C5692E0856DA0A7C5CE89490882D63C79364C21268803D3E07C103E0511904013D3F48FC1F4885B79F0CD070C73D4308CE34E4E32E0883505DC6766243FD46F97C809AB441549EED77D3C6CFECFE4B3AD13F42EE2179D9C6714E6C0F308E76AA3180152E5E6F955243BB1148A0CDF86C90779AD49688EA9C478C2FDD104DEAE9A6EE62E4CC2EAA397037E8528F38BC4A4CD593C49784B6DD06D49E6CE2CAC9123BA9128E5B87DC1BF7684616D196D6B9FE514E0D218131A1B02DBC7E921A5B6069E87ED69B63337539B206BBDEB22E0B5519E21B0A6A4070A629123664938883D9E1E2729A22609EA5D5EDC87E051F32C25804EC1B857987B01E3C9291FD1F8B0BD3840682E0EA6867A66FC24E8D9E0F95D34E3EA19878A9C8B26E917BC0AE6A0C575779388EC4B91DBB3B0E1016734D259BD6D3AE21F6CE24A76E5999795EDA63E19E914CFE4D9BABDEB86802E5D64A4BC2A753A72E582EFB495731A7D47CB1B97235985DA7AACB9B153411FBDF73C52A1C4DE9E55C4E2974F755F0BB353688CA7C6821A8C95ECE6FEE5B1F42A2CD7FC0737269E84B8C104A4526E89E81B8377D1DDE458C6E52E9E8441518CE9727C174F666D2D0BFB9AD06B158E8A191E10D5FB86A8FF2F0719AF15050CAE5175EFA05A5ADE9C97CF62DBAF53E85159ABBD8E23589DAA8CB5E86447141DD7208C4DBC6E83696EB34197E6FCD2165A14B9C95B650995F6461B5E726C9AB75A876A3A4AB259BF7B7471E3DE2949EE7637ECABE7530364936F2A7B0CBFB4F05BC08B4458DF62D2971621F99FAC830E57A9A55EA785DB9C69AEDF3D2BC08B05EBB7893553662D8135199041B4CF75E89F6F4283907DA06C7E62D22CD3241312D60B20097A9525B633942039AD8FFC0D791B3ECEA2720622D1F5D37150111C04E87441FC1B86D48BC2FDFE0368AFE7E91BB476DE120A656E6473747265616D0A656E646F626A0A33302030206F626A0A3C3C202F42426F78205B20302030203539352E323735353931203834312E383839373634205D202F5265736F7572636573203C3C202F436F6C6F725370616365203720302052202F457874475374617465203C3C202F61312E30203C3C202F63612031203E3E203E3E202F466F6E74203820302052202F5061747465726E203C3C203E3E202F53686164696E67203C3C203E3E202F584F626A656374203C3C203E3E203E3E202F53756274797065202F466F726D202F54797065202F584F626A656374202F4C656E6774682032303033202F46696C746572202F466C6174654465636F6465203E3E0A73747265616D0A789CCD1A5D6B2347ECDDBFC2CF854E471A693EA0047AB4140AA51C0D147AF421F125F7725768FBFFA15AAFC71EED6A65E7C8D15EB86C3CA3D5F7D7680CFB283F5F83FCAA04A1D65632ED0F9F767FED62287CDC3DFF715C9E7FBE798010F71FFED91D01F67F7FD8BDB9DF4147D62850AD50DB1E2206A45A72DEDF7FDA7DF3FD776F7EBDFF7D0F35A4D608687FFFBC7BF76D8C09EFA23CB81C1FF4383FEABCC8C7474CF3A787798FE64F87F99115C88C85D1583CE1A4E7F1D141EA19D91FFBFB9F2EE20064D1CC2C4F8AA19602A8E5C95D10CC237B03990546CA014B2B0D96187F79FBF38FBFBF1D30AE991B164F6A83F3E2824C63C1DDE82ADB30E383996D68F363A605B3FEF34C0B0E0A246D3C341F298A0F01A754AE8A0BE0693FE32DDA6794FFF16CEF053AC19100239425BA4DD57BFEA45CF5B447CAD74E26A327054223961B7072EAC1006D70B0AC5E3C8C8BA7F77D854AA4BA0A6D0AB11535A7BDC107AF499215B2C3593CCD25E294391A4F76D25C6ED9E9C53AED0682D16A3AB4A839C8ACE4D3C5AACA75B443880DB99D4C7379B33B6F35A4E8A40C167351F9B12BC19289784CA8DA70F47023BD653ED67BF966E62F41B5E99D2875E262F7639DD0ACB7855A47F73A18A178A29DB4A6F9AE5D14B04076B84BD366542E7F4A930B6CC570C2CEE82A4F5F64E98E46CA608A1EB2722D15FAA7B4B2288BB6BF69AC2B2D74D836BF7A7CDA0AC0995AAAA33A4079D0A94EA4C7F1B1CE45974E0139494954C63EDCF1A83D2BC72E923228756B2F7C541A52AEE325FAEE1796CBE998EB582E2A1C0966C51A9CF53118C495573516DA93FADEA301A2DDBAB3A8DDD2ECB3A29524B446AD7CABA99F082DD2E74151D82A53836B481B53F2F526F2C15283570DCCEE51B1B51047A7FAA6B4A8D5B7D2F096700949E4D82E6EA9DC15C3D355D2E96492624FA75DDDEA9A5EF16078454F3A96917B72B5F6B46BF624676563BBBDBAEEA13D0929A197C1A7A3AE6F960D971B6A4FE21A4A53E9C8C8F38BE2CBCA03CD8671233B94ABC2BBEDD6EDC727DDA5E852621E3154FAB3CF4D4ED66585DA34BCD72476C347159A340AD62BD4A299B2D464274F4582BC9E00944F1D3CEFA9B8F09E95B0BDBC8E426BF9F49E57DA9E16203858EEE529BFAA58D5670A5D0EBC33A9D5956AF7B1757D3050BB914A008195AEF1D9C06172B968EFAFEB68A100AB022CAC78BD11744B3B6F07870E2A3B23E863C8F5D6F89602F9454EA244712883DBEDDFC21C5A753AB7BEE058F8AA729A1DAA1D2B5E50DFDCD479AD13155A96B1CFEE325523ABC719E674CAED8F3CA3EA8ED92A4EFDA193365886FEDC73FC4B7BEAA8207B199A09255594F00472B86A3D8E2D4073C633DDC5D6296C69599DB2758E7FEDE9C6F882598755F761D6DA550CAE91998DAD7DE8D295D4ECC0CC83F7A2FBC79B5AACB3DBFB15E1EC9F5BEE7F03D14DBF4969F09B776B952B3F66AD0865075CCF674A0E3961C10595CDB1DCE648FC02F2EAE3E76B712532BCA0D82C92B6D90AE92CB570B1E7EE86C62CE53F1869CD7AF9E1FE789333DEDB40CC41B442B15E9BD3637C7F26DFB1BD959FEB7743230D7FFEFE3A34FCD9F1ABD0D067C52F434377B95F8886EAC16EA6D1E9FCB52B500340C494F725B7D0B851E1FDA7DD25F286E58FE37281CBF288655CFFEDABDD9F36AA1C2213D7B4C7FDDF4FBB4922515562766084468999111C98290480732D0E0C616848959303C31C6222495A0E4C2E012841F5782E2D2063628FE7062165986E4D366130A640227C757846E0C0A5557278462C21D72619DA81494D4243ECE5F08C2C468E2591C773A6201581011D18C9EA809C4B75606A0D98A8126DC34CB7954962C161390106E224B5D081410A9C8598C3724A524C0B707458166E43A931178FE51CA7BBFBEA8114F1D4D6A4923A309503C40AC563B995805052725826E95B13668E0E3F84102889B51C10693098A8268765220E9949DA0C07864B283941F658968D5A30258FE52A8E5A3D7727494FB1C59C1D8E59D213B45693C3314FC3ED5805CA8191F4441258D9E198253D318AB11C1026E9E732358FE52C3582E4B7C772A9A13255F4586E31B43C4DEDB761B264274906E0B023F92D4045F1300746921336A0E644B17012C473323B3E282927C8314CA8393039852C25C92B4AB9702828CEE3788F549A5053495E51CA4D3628935794A482CB67CE5E512A929DC475AA57948E0577DD3D98655B125DC888D29DEE91259418586A8720B10BF6009D61807EFEEAD84C184473475363153453C59500902601F1F287A22739B3035207A40BE02DA42436E49423FFAED2623C433AC486D6A655E95258F893FE082F5FBDBA2C7FD4CB1C10338AC23E6A2CC3FA86BD4634948F095EDE24A996470B08A34DD055806381BC062C3D2231901450532CF92D41357D202DD8B8F171B15125E2C53BB4686AFD06D1EAE41693E26E90CC825D0B76EB97DC4A9B1CAD4469DED498463A9F56239F6FF20E77D4B6CE98F6E1FF74AAB3CE71F07E7CCF9E47EA199D9A3D2F6695E7EF22CCD7128FEB2FACA55049BACF7D9D02A0126C8DA49ED41CA68E631C7DCFA0A7328B03AC7FE133BC87374C80931AA29FEF0407F0E2C82B89BB7295B275BE5E500CD07A06B79ADC2CEED2B48D9DDBD3FF9952C60812EF4E7236E2AD5B6B501CE8ABFEF71EE2E90C7A46FC6ECDE87240328A660E637C7272A69236F3F4D582E19AB747D28342AC2678BCE661938E243394B099CE9BDD8BCCEF0BD5971EDFB354998CD0A4AF9073AFA435C8D361CB368ABE8CB306AE604DE9F5F01C787DFC7FFB2F6D8042320A656E6473747265616D0A656E646F626A0A33312030206F626A0A3C3C202F4C656E67746820353732202F46696C746572202F466C6174654465636F6465203E3E0A73747265616D0A789CAD54DB8ADC300C7DEF57E80B12CBB22C1BCA42672FDD796BE9409F3349F45058CABEF5F32B3BF65C163ADB42098E2FB2758EE423BFC2B883879FF0F5C3EE00E393037470504070F621080EC8F6CF434438BCC047E7C839C76C2DBA3AA1C9B9305B536B476B691BDB96BACE687DD8F6FADCEC366739EFEFFECA1AFB7626357BD95BC605E77807871F7FE6E9E4CCB362E919ABE0A38D916FFA88992F62E5C6276E7C6A0CB1AD498B21346EE9B6DF4467BF9587142E2D8717B9386170CB4DC16EF8252F2CB771ACBBCA01B7180AC70257B9F3FB7CF9E2CEBD9DA5D4784F2D9776B7742CADFA793C9C14E4AFBCB9210930A721871EBDA163570F36464D1955357C5645452AFB7B9FFF068DDC801DCDCB85E67ABEDF68F83FE9B2B342C0385CF1B2CB4701221972BACC42AF8BCE31FE6B165E21250BD9559C362C603E18071A9811E617D8ED61FC0E3EC3F85CFFF7DF60FC6C95FFE5DEB88D4F307E7AFE05FB0770A8B3C525B2E4551715E3C0CA687D0C6E29BDCBC9E6B2F848663732CCB65F55E2A2AA0127A2802A93E3D9DCE032CD1855978956895E29CDCBA459539C820B22946526CA763A8BE6A88B9B03AD5983674D8125A47596C41AA6A0BA4695655D921D343C43B50FF3EAD9F016D128B1F05BC9EC81E9B84EA9F4C92567F67CE430A9C90E5346BD83C77D7FF2F08D8430A7211078C2C1FB76575503ED2EB65A6FDAB01AC0A609EE9A28DAA2F6F6A466EF6F86D9B0D6DF3B7A692430F9219ECAC680FDBA954E1130BAAD088B20286CC558D7647B508AA8883AD06F5D6243CD0A656E6473747265616D0A656E646F626A0A33322030206F626A0A3C3C202F4C656E67746820333337202F46696C746572202F466C6174654465636F6465203E3E0A73747265616D0A789C5D514D4FC3300CBDF32BFC0B5ADB89E3544293D8076C37109538374D7C409AD06EFC7CDC75880945AEEDF8F9F9D5B940BF85FD17BC3D5C40A5933000FAB985993ACE029ABB2804F319B627E83F8007E88FD7EFEE1DFA17A778DD0141FF0CFDD3F11B4E7B402A324754ADA569358D92920A2D7ECA75F132A3E75AB515AF238988E3CD4212338B544B89641AC2958649DA90CC669B9A25B6521BB30D36379E313A4D8D2D84C13C6AEAC0588B95361887C21845532EA8594C429DAC254B5262F646B3D450FD506E2C3EAFA234F57E092D78DD7D76C58BEE19337ADD82C6C990D8F240B681C3C977B71DFDE7098861345FC4B2410266EE920249EC92C0788647C43021C6D9CDDC8A5B5E63C1F55EC87DF42420F270AB7B2EFA8717074B5AEF846F3DF9565FB04BBCCC291B183FE130AEF2F0BFBC289D3F31857427CF69395EA7635824B834763A0AF7F64BFB0300EA85D10A656E6473747265616D0A656E646F626A0A33332030206F626A0A3C3C202F4C656E6774682036323034202F46696C746572202F466C6174654465636F6465203E3E0A73747265616D0A789C8559097C1BD5999FF746D2D8920FDDF221EB1A9DB62E6B74F89075D896E4DB962FD9F2ED388913E7848424402110CE847224A484B32185B2BFB62CDB50A0A50B4D5B0AC5B440DB9442CB1168B350D8D2427F9BA65D3CDE6F46B2E3F02B5D394F337AF3DE77BDEFFBBFFF9B108820088A881198F0AEDB3AB38330121F1004DE0FBDAD1BB7ECDB40A5AFFB234190B71044D5E9F9F5337374CB6F3F846757420BCE4307B547F420DC7F079A797EEBAEBD2F4E2B2E81FBF304816EDAB27DDDCCFC5F673E0179CF41DFF35B67F6EE20E6897EB87F1D9A81E07463F237851FBF76E75469F87F089204DD04F1D6FE5FBDCF5D7FBFEE5478F9E472297914B3F0530436E63E304FE0627F07763D02CF7F4D1ECDCD5BF399E565CF126942B832E3E20F1E2126F907827C2B26DAD031228E6F20CA7198889051A216BF490488778938721276683A6C231CF0CC878A08076A86BE2298B38B10435F2DB451685E682E682A6851682168CEFC731F3FBE88D073F7D0EAF8BE934411798068C057834D078919BC9768C2BF85AB131A05ED75F87D96984103A04FB67C122F405F1131431E82EB79B816C3F389FC751BF4590806E68AF1EF882CF84890278822DC41087010E487092B6A27FA389BE15ACEFFFECF65169513765C4BB8F14662089D019B3742F31321344294F2F79BA11F133D082FBF88D5FCFD10F90831C4F5836E6EFC10370EDD0FCFDE2118B48990C2B35EF419E89713122C23E48825107A8DB0A12B092DC4F1CF703570FE734B018D84A6846FC45F058417AE05F0975BF162E2AAE5E5FC9D01EED0F2FF2CFFFEA23555E6FF6A8914B187F82952A39DE86A743F7A06BD893EC114566007AEC75BF14DF849FC0FD24466C8AF92DF16480483827D82E382C705CF0BDE10960B6F16FEBBF07D5199282C1A106D14DD2B3A295A14FD9112512AAA899AA20E53DFA53E2DD015CC15EC2EF84AC113057F2F54165617C60BFB0B670A2F29BCBEF070E1370A3F10EBC53DE2EBC44F89DF96D825FD92ED92FB24CF4A168B84458EA2F1A2BB8B7E5174AE38503C5E7CA0F8C1E2B3C56C89A72459F2A5928325A74A3EE423013989FE8E17211214415C2A33CA2C46997112DDCB1E4301F625BCB81464F01C8C6B5BFE94788E1F574A107B689221FD41C6A7562945B4C9FAB5FAF2855DE68A728BA5BCC2FC22464B5B2C3A9DC56C30701AE2E8A728B3A26180A44923B4E3CA9012A9E10B2FB22CC25CE3C696C3D716185B49E809224E312A9AA2437C0B307C6328BEA984F0139DD1DFFC1547CA719B2D69BDEA90E186C3F636FBEDF684FD6AF6EADBF4B7A1EF1C6FF9057C5A8E379F864FF3F1E3604164F9792CC07F23CC84132A8DD863B5DA026AB526E0C6017F30180A302AF84541AF4A87C1354A458782C1801F3AC812E880874BA179836933D33CE8F00C37C4021973A5A1DBDE3CE29A9F8AC51A83CA5A67CCECD628DCF65A242B1D9296A145B9A7D5539B74902319A42AED2856902F2A6AA2BE6446BCFD19518DA9DC5826417AAC32A92B2CE562C08EDAE573A0EA3421213410051BC140CC56C20C366A4C223083F1714659108D145FF0ECC71D5DEDDDA9CE649795A6AD36AB159D607775A35BEADBBB2FEAC6A7776FDEBC67CFE6CDBB23E9BEBEFE74BA2FED5F0AC29AFCF74A7FB4AF0F7AFBFBFA207A81E573F8B7F8D78405AA250CEBE35373CA290D448E11C195B6956030C5CAC7321752051F36B02944F2D669F870226FB0BB3A1DF9618551322AF55A0FEFC9E8DB327589F5214BD2A3B25738078ACD8CB623121BD73F521DB09A1B192FFEB5A5B5363A627E5A9FF6C4B6396E1DD45697B946A24C47436599BFC95C9BB4B0FB55357E73A8B9BA0A63A7CDDC643135D9CD6EA859C83FE2389F7F7CF61D5F4D3A78665F9E4525F04C0ACFFC3937F855A6DDD8AE6FF60D24538688BBDFD7AC47F2FEFB6E0D4FBEB7A7FBD897A38D87EE81B93A982B80B932888412DCA72398CF14468791401F67FADD118321E21960E230BBEF9E438DD12F1FEBEEBDE7F648F8D6FBB8FDC18182E83340D4122ED3431A4A43D9285BC816D2D850B3F254C977F70C0F758FEE7EB2E459153E7F2A385EFA80E7B1C73C0F948E074F71B37DC4765C8007204F883894898A0E40790418147FE18536F887AE4BBDFC72EA155ECFF2D5C429021018F2BD047366869853855AA3342E564885939BE8FEB4D99A19A2B9B176E22CAA400C17AB3D500CF64FCFF6F470FD7CF513FB386D7BD6D47D9BB9BCC262A928370757EB1D717AD0E65CBCE390A168337B6E18893924814EA871C8702C812C92C27E0C91BB903220562D84E843B6F035479B44222CA9A81F8BF56D623CF3437D9BFDEC5555F16030AED371DF556843E6A629DFC8C397EE7A28937968D7ECB5F1D881D9D96BE2F16B383B46E16B1DA82C2688195AC6AD2E2C12449841EB861146D20A6597FB87EDE8AF55765A2155CB228D5FE166C13E00713D4D54C12C6320C4AF291842D92298C9E53B08511971016BFF7EB0C39AACF3F73A3CDA965E57CB74C0DD1F3A8A36B53F131C4C7B1B9BCC86C632ABDA3DD458373B153C2200D92EF09C04D9EE7CC6A872F2C07F0E8572850B8519C80780F39FB2F171417F32B7B886071BF64DD54D3B5DF3DEE9214F369A4836F63A92616B2450E9B4EE6CDBB115D3DEA4B350201E494566823275BFBABCB3D915AAE8844AF0D79756CAC33AE71CB7022AF8B2E39761A5D404B19ECB1D63003132C6E687DCA0412969C4F6F921F61BA86F6CFE198815121494495E43C48913273AD1BB2CFD6E458D95962A9CA52C9F6151DEAF4560722B98B0C6A7E04A00154695910A0691A27D4B636CCF6068C668DEE809F43A8727B46D6A6725DAC09E95C91AD093BE89968E857AA562405D6E4CF8939D62A116A5FB5E21B9BD39049A8A218234B78F0FF82324C446A3E25205329BB9B044B4C98D35BE9520AA943A1C925577EC4CAB18A9DCA5498C07CA4851A93B5E1399F0D7AD4F32232D964FA33D8984276953D8EA516D64EFC2804720EC1489DC7DF3DC2A3233898E2D0DD69E3D0FA6875AFB6C61833116E4D8A413222901CF45B0772263C0A84237210B7B357A877D1B5FDED7BA7439540197EF62B0590FEB7E01354514BFC3883E8797E40A805B6D00A60A530E8EF82C4455D1E990256271B6D5346C4A752F841CAD36BADE58373DDA01A06E69714B9D61FDD1508A0E9BE99031894FDBBAEA6A62B50A5520591BCE78DD434DB56D7EB9926976863AED4BEFFA1309D851AB652285B30E3D1EF0597CB4B4D4CC987D0188B30F6C2E588933D428B9BA9E5C86AC2D59E0A82BDB0E98EDC6B800027D495A1990C9BDEAE458B00C738176364D30F51B12CC48B3E5D3486F4BD20B81B636A0BB9BF641A0851068CADDBBA94103819E4E746E69B0F55CF660FF60A217026D8807791691E31F567E5FBC088364FF0C8F3E8F4BE855AB4E67E5000A137AC0C31FAD4AE211910C5D44679EE2D0B1992A2D91082637AF88E271521B8B472AD0B615613C0EEFC285789ACB80F59680452514E242D6817EC3DE88F6ED7AC5F751CFC90740671DF106C6E8FD3C07823C1142AB438B6C102DA2E3A9D40BA9D4C5B2F6582C01A14AE843FB40D06F58C78FEE7FBCE723DF2B5C248A963F45C7F87CAAE123115C0352C1BC13220AF65D204F6B9CBAA5D462B0D5C8238DB55DB4DE3E139E9AAF0A988D74515243577201ABA4FF600DF92A8DCE6A9DD75F2E4BAAB493695734A0D3563BAA6447D6F0B986E547C876C8F966A26F15BF6DB4284F4238851A4AA45C4D895C71AA72B81E52AD643C57AB3A2CCC7183500EECC9769533E6740744427932D035E09F8A3B87CAC4C852AEAFD1741E1818BA6ED49DBC71B6697B4DCD42FCB27F1B6DD876FFBA9E03330196626AEA6A05A262BBAA365C81D6BB4752350193C5B761B0797D4369E14BF252D26F628698896B5A83B3D7F7CDDE9CAA94B6CA35230FEF9AF8EAEE78EDC47547620D832D5F1288BC9DB9B30181AFC23F879592C31E6033523462107263A8478A62B071983D3B34863469A466DF234B8A05428944907EEFADB7F0CF97182C2CA87615291DA6A2D761AD6740D220444A0E4CCEC2573EBF34AA7CE5D332450EA268954AB682FEC875C3CDFA26A7ABBD3ABCBDFB7FDF1E6F1D18BBECF6A90E6377335EEC9DAD8ED7140829D875E2631E2031AF36363432BFEF64973AC2D63A3D645013D4ED289F1B44FC8BA2CE135C74A47E3C660A6DEDF70CDAED438D5B0FB7BB32FB07421BEC66631A5F6FEB5C6819B936292DEA292DC97E7D47FA86D9805AD9555A06D1E17CBA1F7C12C3D987DFC5C00D0E75297EEBE2DCC0F78F7EFDB217DEDCF2C0F05474DFF0EE993BEE405BF69EE8C78B7DF75E367579E3D2ABB771750372D05F408E84DB6765B035E4FED05FD89DE836F62544B36FA100B8FC4ECFF29AD18580B3F4CAE8EF67F99126C0DAC5DEA55E22EFFFADE03FB71331B20BE89AF73AB719E46212A0D15D7F6BB8AC73FBB1DE9187778717DC26EB143374792C74D9B4A7B9F27E28BC130AF9E8C33B773C34A656F6C8CA92D78C0E1D681753A7F3D6E30379EBC11E19380EDF0C3E90650F67B3685B1675B38FC302FD12B9795645A0EA155F0321990D8A9F92695035CB0E0E223C38E857E046A5DFAF5CFA8902862E9F5C6E269ECC31CBD49A7D147440BC0565E612A95959EED266DD83CF52A22E8148E973E1E797E289D19A15DB16607609671B49F1B6014800EFC10B9B97DAB3595D44FFC34DEC593414633F021B8F9B5A4DAFB32FE6A3FC579829E44E82E0906A268BEA80B8DDD097974B725E006ACE9034E4302759017FB21CBBA24974DF4702200203D7BF293873DD281620C1C7F81265A4DDCAF68294A770FB52103D45279A544BB7E5EDBC0BE429383BD18A40C4C0460891BC6B137B2D082307E6D19704882407715A134D59D89D20E9DBD25897011D816CE4D6FB55E092B20B5C32B78F7E8E4BF254F2D5EA812BD28357F6DBDB8EEC5838DCB9F433DFA6BEF446DF8E7DE94D3EB461E0C6597F60E6A6816D0F8D8F3DBC3D7B6D32796DF6C6BB13D7E4739EF3BC88E34B7C1583221AACD5F009CF9F6874B7ECAF6ADED6D79F7D62ACAD35EB1CC18BDBE69CE99885FD102F76B3FF5515F3275A09DEE261DE62358F08CADCB1C924FA97767BC613DFBCE6A0A858F485C6676E9DD59C7C10FD0BFBA7C0FE52EE7CBDCA3F143479C1070E7B9075F4D2BAEAB8F9B94D8FDE9A3DB56121D367E9C28BAE6C6B7D97AB983D856CEC1B78B187FD5BA2C55357C16504B37C0E9D836AF3C0DE97A7326B489FD5E626FF49ED69E078742E72698FBD3DAC312FD407DACCBAF6B83BE1D6346C6C699CB56B2D198F2BACD3B5364433AE1FC446BD05A592616985D64FD35E874666F3C5AAEBD34EB5BC5BAAAEF0E8CD5E2B9CDE3B72A70E6C041F29BE2281D1AA68D4927D076BDEC657F4F2D890855CD99FCBB7BCB57C45ADD416DE1FBE62EAFA43D989C978DA3AFA59C79EC41D7BD0CFD8DACCB46720885ECEBFD1C323B9CA8AC3499251E83050B390028F2C6797271F94488B85C26299F878EEACC306AB82B56565BEA00E0EA030BB08EAE728CC76E466BB495B0949E5C4901AA0208ADC0DC8238F3E3B76485424A610128A25D48D63CF4C6E17890B452449898B44574D1CA0E019498A4B0AB671AAD06995D35E455155769786E5B6852E8DABC6AE5056BBDC6AF418DBA3F1381DB2F250588F1EE7EC108017C915EC22495A011628181227373C736AEA4F6FCF3DF61F536FA120BB8876A161F60354C67E6BC577EE005700D6C368481C9241954FCF7C9CFD78162DA029B693FD08C9D0F7B8B15618ABCAA135E05D8E171BB18A95A1BDEC9DE80DF626746D2B0E023D5EE446F7C139DA9B5BB904E4A28A0301EF9933070F3E40CEB72DD9F327CA85FC091E4E94D3489261CFE50F9488285F9E25FE9E9B9F012C0A402B3F78F0CC9961FC7ADB67C7787B9004ABF12B1CAF1A802883D3D6D3BE0F7BBE731C49D0736C186D64EF06D4659737A06797BFCE694980C9E85936864EDD13E3F01B4F129F60965BC1015872150D6B17B84362B49436CAAA1DC642CCAA437E455189ADC65E22867A73435D9CC1463843DA737821A36D174873287481AD29442BAF6C02C8303B19930934B55197B7DB79D581B186407597B1929EEE99EB0ED5B46681784CB247BAAA6C72532AD897119086167FB9B45951C9BE27A8635CD59D3DDCD19518822CF7E2F3802F66B05629A298554EC8F3348A036DAE14575F153D4A62A1A62F3AB72F34D71CEDD350F2E8C85DF5CDDAF8485B2A85A3A64699C97DE8E0F89511B7A1159F67CFD48C2604EB366D9E5BBF012203E731F4036CE24ECB892FDE6A817E20676A7BB479679BA3ABACB22CA60D264DA656C6D9A2AD8C8B1B2E9F5A776583ACA8BD50EACEB6C4B26E79714F4929913FEDC9C1170DE74B82A7971C3E6A18D0C42D3317541B173B3E9EA00D29E6F6EE9BAB8EB8A522241C49150BA4EEA87628D13C9A4AA5C4870E1EFCB2CAAC2E664A5F5B2A68D358D4ED1393D2B9859D53D39BF3BA1078A2E1B91387912AE3E7C853907BC3461939A43427D605D83BF0681FD35BEDE80B75ED8E372E24A3ED149269EBB129BCB53D3036A59077CB65912B4647AE6A6D4BB7B95B6D102F700B1DC04B4419E8E0C0970E842E8E994AC5A0AE1B4726271D3D214340A19156AB9D3537A2D3AC139D76E8F48961BB844A08C58D519AB7590AF1311126EE2D21D8AC61423C4558F34281CBB7556EAE31E5D30D0E0C3CE02B02433A6151D2BFB9BF61C66ADDD090E8C548A01D08CDEFDE7DA92B6A6C4F3A1AAC72384A9AEC8ED4D23B5D1BFD32595AA94E275545AE4287FDF081FD777578C79BD76D52B9925E557BB61A3C1C82852B8735ABC8675FFE4CCE71845C4E709B3CA49C48E68F99E21967A621126EAD1A19C1E50ABB546B56388613ECD750261E7365A2404FCE7379D003E0F3047E37F7EE79000484D6BCF57C74C4A5D4EB956A9D0E972D7D80CB5EACACD2C2A7AA12662EBFB82CE5674A092DA0C385B0E4A89462CDF1485D6E2D2935280CD523866652A7CE89FC0B254C0944742D5E583AE66BB392775755F2D2F37E1683798A553F8161C19E6AA33800FB168904A2B2F2C26F6E7CE383CD4F3765326841EA5714E8F4E227CEB23FFF47E027309397413C0A7724CF6A9947210ADC7F6371FDE430ACAB6D053D72B1CBDD5C88A226175C0D54387E702C9B09D4F5B464CABCD660A412725F28AB0D1B22030A61E504364DCC435047A3B1EC30FB3A1AADAED7BA86A3C04CCADAB516B9D3ED7612AB2B67E2DE0E7D5E2BAF0A65A66761B5465B39E1F2402C2F15966A6E7245D64AD5DA40CEFFC7C938E1D846C727EA03D9664B784777FBF628BB604C068349A32911EAEF40C52D1BDB2C96B68D2DA357C4E3578C46277CBE09F0A1760B8F7352C0391354927DF564C513109A2BDDBCC95CC253AA0B2AD1E0BA7DA1752D8E984B2AC28291B62281D415AD0C36EB90B6A5A136AA4F61D3C143635F8AAA6995CCAF78932C68D758D51D8EFEA8AC79DC1B9C088F6F5B53753CC226D6D6175FC75C0DD2A48FFBDF8455587A1A93224D3A36B3AF6E2E1EED2B131427478E855A74A835D3964C49E45E99C9CB416CD44BB77F761E79EC0311F9864D3BA7A616F2EB826E5D5D971C4E94E00BCBD25B4A174B8AF525FA3A67F9489B5820F346B08924D3A4A0C2D3EC60DFC365B3BADAAA15BE76122455AF32A035EF1D6DFC22AD41A23C573BE99F6EAE4BEB0D639E96B0BA3EE0EFB06FCFD60E5974A60E5BB0BEA28961DAAC77FA9366B9B44F5A5963561A0C4AA5BDCED9DAA190254B94B44EADAF522AECF5A05D0ADA07F0110EFBD6AF81550E03438C8ADBF7215205CAEAE2127F5975CAD9D54DFBEFBDD713A1042D5461555B1CD555D3975CD1CA2ED67A385F7A21CB54B88C3B8DC4D76CAF6B181D56B5150B64C1181DCB38471B9AC2892A0E20525AB3CC31DC0A84E59118604C0469F2EC067D06D2005F2ECDF13AAEA081E7BCF4D2E42505F2125220285550974CFE0C97B1CFA983B532992FA842E1A50F60AE84402485CBB9A8C68118D0ABAC8E1392A375ABE268F498A8A8B0000B305528A1A6E78E8C75149448B0802C289408A7A6C7A9D2227826292DE8CC1EDD883C2A87C5209118AC0E15FB2BD0FC5E5563405164B6DBA5C8CDFE52E3AF55C898261DD2811960879C3B3A820F12EEFF39184D88213934A24F7F6FEEE0CDEBBEF7E3B9C377AE4372245A5C64FFC17EFCDA6B30032D4B110B33203906725642D68295B9573A79261F0AA1C95D6259894020AA28D93AF5BE8269F797998B257A99DE659068C1AC572A7D1E7579DA81BC4B0FF83A1D423289059A9A2AEE8D1620187A0C345CC4048193EE4506F613B483FD03A21BD03DADCDEC36CE032D30C171607270324AB8735B141DE0F72A282D15F7464B997B69CEE7261A6F1AF56A83767B50EBCB36987C95C1505DA0C2473F804CA9C0119343D18EE40EE39D8124DD869476E3ED4C9358246E628E181C0AC469FBF372299C6E79F41D8092FD737B3B3EFF199F0D06B0633A674726A73E14E028076F8F2FAF9F51E55814A4B181AE05E5A16045AD3932E2D5866CB690D637DA388C940EC31D79B5878D76651B9D0C1EE60C53D84D47C12EFEFD21D2E34274823F99F17547057238B2967CA062B347AD8D949585CD55F56EB34755C5DF6B1B51542A3195F754541629B99BEE0A6DF1FF01A51A15AB0A656E6473747265616D0A656E646F626A0A33342030206F626A0A3C3C202F4C656E6774682036323032202F46696C746572202F466C6174654465636F6465203E3E0A73747265616D0A789C855909601BD5999EF746872D5992656934966DC9924697AD5BA3C3B6E443767CC68E8FC4761227769CC4399C3889130727E4045A921048B8827310424B48814D5B0A294B97B3BB2DD0008142B7A51764A165E9726D0361A18B47FBBF919C18B6EC2A799AD1CC7BFFF5FEFF7BDF7BA610455172AA8EC25470C5D8F026CA4ABD4751782F3C9DB37AFDF655EF2CBC6E98A2E89B29CAF4E49A91E195DCB5BF7B1FDEED84165B030FE4DF973D0FF7E7A0D9D78C4D6C7B6D30FFDB70FF3945A1FDEB37AE185E931CAE05793F8367CF8D0D6FDB44ADA17AE0FE0D68168AE8C6F46FEAB6FDE9EC90267999A269D04D517FDCFBFABF93EB3B2B9E4DA61F4BE7D3CF6301FACAC0C6CC07C6497CC2EFC1AE57E0FDEBF4F39971B33ECB45D9CBA96E4A3A33E2AB1FDC412D125F48B2AD888AA1B7A86A7C2365C049CA43DF4899F147941B29A86A341FAEF3E1B799329177C84495A23AAA041961CC294A0ECFECD012D09CD9A6851682C6412BCE5E2D627F184B64CC34F4474A4A5F4F053044101FA37AF1F5541CFF01AE416A317640FB155585A7A9C5E8DB307E6EFA317C149E05A85EFA87D462DA078D85FE63F09B5C6F85712ECA8F53940E7F0AF73741846076F03D148D37C3B5812A4473A926B059065723E867D189B480C62837EE87B68D6AC512B0651BB45E2A806EA0F4E2FD4D542BF250735079FA45BC9E9A87CAA956FA15E80BCFF1B8D8BF95F443CF40BFCF283F7A8462E15D134E80FE859402D75352728F3EA4CCE8264A0336BE095737F19F4C05341A9A1EBE9178955041B8E6C0BFCC8CABA8DDE974F6CE0277287D39FDCE57E6549FFD17A29AA949EA056440E3680F3A899E427F407FC572ACC365B8128FE1FDF831FC37DA4AF7D1A7E81F4994920592ED927B258F4A9E93FC566A941E907E5FFAAE8C952564DDB295B2A3B21FCA9E97BD2BC772ADBC52BE447E587E4EFE518E3167286753CE6D390FE77C9AABCEB5E72672DB730772D7E7EEC9BD39F774EEDB0AA3A245B15BF123C51B4A9BB25DB9567997F271E5CF94E93C2EAF2FEF8EBCF3791FABFCAA5ED54ED571D5EF559FAA1DEA2AF5B87AB7FA9CFA4D31129093E8537C1E2221A7A82D5AABD661D55A17A113C25114155EC4E7A7633C5E09FD62E94FA877C47E1A8A9AE4689E8EC4F8B081D1CB389BF317DB8C0F9DE5EDB648C466E7DF436F4FEF0C381C01AFCB453454A317D0776634CCA739080647BFAC5FA3472BF5ABF5F8BC20204C1AE96B80AF4DF8175431554A512939CF70722E2EB6282F365E2E36460A3FD17BECEEDB9CEB9C438EB5F6897DEC8E5BE07ED8B9D6B955985AC62E43778F8F3C079F91F155CFC367D5F83858E0493F8719FC5F949DF25251F0C3E974450D0636EAC7D1482C168FF20CFC92C353C68CC13539C3C563B168041ED06A78002FA753ABCACB26221D4BDDD1A19A868A1501BFBB9B8B2DAF1E5DD7D060B3684C86067D89465562706346779DDE4A4F992B9B42E156AF746E2B36309BB505F4ADFA404BA275B962E51B3213AB66740A544CAB1835B903EC30A7FF8B5E0335A8A45888828BE221663361061B599B0CCCE0C3C42807E290EE1BDE3DD7B5A4AF6FDEE2DE05C58585C5254623BA284C4CA29B37752EEDEF9DB778416F09CB96C063FCABADA3A39393A3A35B87EBABAB1BEA6BAAEBFBA76330271F7EED794D0AA2E74E7F863F02DB1C502D49989FB0812897B310395E0657CEA5C6608A538C6526A43A316C60539C16AD63C570A258D5E2484FF541BD59714253E5BBE3F10A537D5B79F7444D69A2ACA854151DCAD5156BEA82960A76A3D16764CA7D6EFC2B7B63B87190DB679BEBACD85B7138AE37E5F34B927C6B9C35472326BECD2D0CAACD36C613CA57A3578D9CD15FC8FACDE622A859C83FEA6531FFC4EC239997493A78E74E2F475178970FEF221937C459E6FCD85D5A1FBE764EB3A5DAB73D5C5F8A0A7AEE3E941C7C7BB2E3D82D358983C761AC19C67A60AC1622A107F7B91A2C660A6FC6C8539AE2B7FBAA2D966AFFB57C0A46771D3F98A8B9E55847E7F15B6B9287EE26EB8309D931C29F536A92E97156CECA5D7257DC15675DA853FF63EDFDEB37B6374CACBF5FF7881E7F7E8EDF99776BE2E8D1C4ADEA6BF97364B487DA88F3F102C8132A0565C27051288F288FE63FF5D43AF88FEE5AF7E493EB9E263D4BD37BA88BD404A5807C576362669CBF985B62D1AE5314E44B0FACE5BABB1DEEFE0536D2B784BA0049D546623519B53225487E61E74E782E563F759C689B9C55F731DECEF13C67E79BAED43BA2E4E9BFA1E3F855222305C2D071E1B30348815F9D2EC7BF26356E872C62F1BF42CC2D2472575306C41AA4107DC816B1E6389B4C86D9E2C45063DF866870C340DF8698705F81C7E9F4E874E4BB008DF4ED1F0A2F3CBD65E2F4C2FEFB27BAC7E2B1B19E9EB1787C8CD841F0FF24CC8F8AA286392D995D982488308F4E4E218CA456754FEBBB3BD1496D38C6C84AF3EA07FE918C728289C590E32618658DC6C5390543E4AE1ACC67F21D8430565C2CA81E8DD59B03EEB2799E9ED2C681BAA691786051ED12145FFBE38AB9D59CA7DCC90D17FB4D7C7F3CB17C59559F9CC806CFF520DB9FCD1826230FFC272894295C2707F3980900F15FEE12E382D2658DDEBE45D57B562656F9FC239EEE94796E432C5EDF680CC46D153E6D53F9F8BC0DD7E1F2508B5F492B1634D7ACA8D4EBF6B28515BCB98C99307A4A9C1E6DA1728DD9BD88CC00642C2699AB20783B4272C71A45BC967745203738E2208F3D7D7708AFA0CA837D7F41182349AE5E7DC3D93BEFBC732D7A59A8DDAE0D041C72BD53FF1C895808BC528334EB154498E5516C267C3A2B60792C86BCA95589BA3D83152B1C8E357EA890A6D692A43E598C6E48ABB42EF442785973C7A6A45E77BDAEB830EC8AC695520B5ABFF7665A4EECE64053317E8DE2A830A9D71A1A22C332245120AFF9AB13C4D9FC581A9E0921A33763AEC0D7BD6B1153A1D3F90C0DFD6116CBD4654977ED40383136373ED4EC46D85B110C59C325EA62370AD46C5B373F404BB64BA5966477B8D061888EB4746C4A383BAED9545D17499AFC85C690BB90F85E2C66CB79608AD41664858A411B519E702FA6844B78EE9EA1E9235005C4EA42FC3AAC68FE59A829938B2B8CEC6B7849CF00B8D30560AAB365E048CC4264AE595D6BAB74381B3DB5E36D5D9B128E1AA725525AB7968FC72A2A2C01A3AA3450B4C1112A74B3ACAB30845F77B6577952C1027DB439985818F4F725422DD1023D9FF254B63BA7DF778583EEE232AB5AAEB67BD0412757E828CE5316398A382744DA22DA9C8D34D4287D65464986CC2E593376CC2C3B60B61FE3C29950EBBD33A17625FCD58BC3890D6D24D48240426D0B89A13E56BD3D136A89CC92EC09B14E12EA791BC550275391A4D99709F50CFFF08AEBE2573048FBF7F0E8EBB8849EF13B1C7E1F001416F1F04F5724898848C7BF426732E82857AB949203F786ED5C38CCD9C3224E9AEB52C92234428465D1CE43AD001C1E271930E2883A18A914E70BC5E8CFC22368DE8A5F375DDA7AE200E8F4502FE17CF4699603419E48A179A017F444378D8E3EBD6EDD57654D3A1C512923F5A0792008BABD71E0C4D64B4D227E4AD39FA01700454A09971557ADAB2015CB3A2193C3BA0B0537CBA9431A97D56E5705CACA7BBCD1D09686B55B8C11B799534D3261878DE76D8E30CAB346FC8545768BBED46664C74AACCBBACB6A632683A594317C9704D2E37683FE40FA617A3E7E85AAA7BAAEE0B78B9365490851C8CAF5575322539E4C06D7E3CC4CC6936A356369861BC433604FCF67FD0D3E57522D63EAFD7D8BE2A373038B4B1488CD672D0575DBE6776EEB2EAFDBB5A46A572C744DFDCE1F2D4D6E3AB562FE819531A1A09CF3BB255265A1DA1337A2F5FEC52D5E97D9E41EEDAF5F932C50BCAC30286C46DF5C6FCFD6DAD0C08ED6BE5D0D45BA41865DF4BD2D0327B7A4424B6E38140FB5340FD1B4BB36B337A0F039FC32CC5401AC012E609F3A5E87FC18EA9100A326FE65FCFEFF7E725A7845A2CD974A346A29FFE3071EC02F4FF3E85F34C95A3D9BACD09D20FB8B5E90B31AB0A10050C221D6BD38314CB6EEAD5A5D06A238139E817E94BCE3466BDCCAD5B9EBB6F608973FAE0F27EA3A87E744D978109FEF1FF0A5DC72A9DC3EA722B5340414E6EDA0ABCCF5BD2DCFC63DC5E546928B71A8DA15626650A96F8AB9486FD1214F63D058DE5B17E8F7FA96566EBEA3D9B770EF82E858286CEFC6BDD6DA459573D75518B4D7EBB40367C6BAF72D8FB185D76A8D101BE2D31971E5D067D6308ED312D4958B0B17DCC6F09925DF9BF8DD07E3A77AEFF52DAEEFACDB308AC6779CEEC1E73B8F5FD3B1322484AE21962E86AFCB2047495659AD95B13284C358D1656104B61E5F5EBA8424F8FCCE933B1FCFF6FD04FAE602C672337D3F3E828E917ED0EBF19D446215F8FE2DF09DAC4256ED555CCD7A9C590832F18872682D2AAED8DE317AA4A3FFCCB6CA0DBEB07581BF7E38EAECA9B7F874FBD06DC2219D61C1E96D9B4E2F2ED46FD71A92636D4DEBAB659223196BF07D59CBC11A2D380DDF3CBE6F4AF8F3D4142A9E4211E125989CF75021F40686834666FC8CC6B52E287BB9964523C213FDFDA8B1BFBFCF8D2EB8FBFADC42D80D5DD38FA5FDD45F339CB27FD61A0A3A20D61A93373F9FD317790AA72A57BD2697EC96C8F415117C727AE592713E1B557C1446AB896D346C5E601CC003801B3E7AF689BAA9298D59F3D307BE403E7F1A2CFC0953CE7C22FC0CC69159D5C03829D901823B4CEF316485ADDFB9DD59A9742FBC05B41CA639C85EE2339404AFCDB02A8E46FBCF4A9044B2EFC283F4A3176EA16924791C07F55D030EE11C487913DBA663A8C7B6B0533FFDCBAC95AF833C1DB11281409608443C5418C4F1F567855F4830C8D8F70C8AD10883705C629B33C7263C0CB2FE62AD4F59510F6422C9F5B780456AAFB2C8CC0AFA35162992C8B7CAE6EF5DD87FDDFCB2D6A9AD13532DD35F38BA6AEA3AED3DCB6ABB1C68D5FC7DCB2391E5FB166C3C3D3070FFC6B6F59595EBDB36EDAD5A97CDF706B0358F3025B182411110262DCB315905287AD3B74A52A31DA963BFAFE7CBABAD097C7ECBDA405FA36B1A9FDFF51A1372072394686F9F68AF41C4027D66BB64B3FD9F563BDBABBFFFF33D740EFD8DA6777E7BB8F8D97BFFAEF159EB6F03EB35947116EFD07134A79DF180C00E0A0EEEACB655395EFCE1A9DE636FD4D656D71757E0F381258DC1B68856F8392A103EC2E7275F0C575ACA0D307FFEF467280D951680152F4B6066913DA7CB4FFF9DBA63615394AED9BAC0D19C32F16331878F71D4B88D55515B62ACAD62241E0ACD2B2B7133E6A42FDE51FE5CED20AFD0A96F3138F43643B1D3AACBB3869A427503C1A2C26BF486028BC1C8590C4515ED600BE410F6838772B11A81C7321C1A3BF6535CFC53A05F7B48F6F6429E9CCA645BD65AB19A66EA0A9F4ADDB0F2D09D532DCDE11AD3D4976D938DB74DA29784B90B5B6C2D71742E7B8E876FCA54550AF68FBC0E321658900EDFF4C9FD978EDD28D1E4D334B47DE4AC04CAAA5F9948190CA984123D981D4D3F0FA3CB32A3FDB44B4DCB3362681688872E7303F2E8E71F3B3B4CE72A7330CA5528E865671F3B322051287231CE51E44AD61C5E432B143998CED34807882A34A9F446022A5580F7E509609F70AD36140D17E842BC4F856E1536A97C915081B1B1894537123B6037868FCFE0164D733A9A6709301C7FF89E530F7DF8D64377DCFA0F171112D268135AFCE9A7C2C919CF37C3981CB05DC7D39034348F2AEF38F3C1F10FCEA053C823B40BFF81B4E827A46F61764F912B225D860B5BB167FA43D4273C8A91F0101A5A8EDEDFB55C6048EF26D83B8733F3D608C54F900A853FF8606CEC1E7ACDEAE955E4EC157691C732BBC8F9B08B3C84940784CFB29B48441961BC3433BE1F70280ACD3836F6C107717C7CF5974789069612B0035F10B914C4185C66091B3B794040AF0A41542590BD4B5A003927D36788964630199D1486D1A97BE69093013C881AB100954FCD8709673898B9E82F3565DEFC111D1F0DA8B1608845742A95CB53A65640AD91B3917C609526CA9D410A2DE7BA4A94E3F1AB0C4D279B39A689A2EAD5EBD79A246CA8CE1F6CF7EEDC31E0753BE639BD9E8D4DCD152E6B2085BDC343C29D6D26A7D6D15ED5D727A5B52157A176B5A148B880617F69AD88F8489DB782EE16FC39608B1DACD5CBE4FC151E28723339016C5288578E872ED2B4CCD09618D81C19AA49361A14C689A9516780095487C221DC5C5AC1D802870F2EDD53E7294AE0CF85272DA9484147D782AECE6E884C00EAFF3DD153AAF19B1759201D28DE3959DFB2B333D86BF599ABCDAE584949CCE169B795CE5324762D1BD99DD06B37ABB4F6D678AC8963753B74E4F08F48C701F08525BEF48B94926023CB832632CD24A871123B319EA0EDCBC55B26065D95E51A292D3D3A6196A9CB13AA9A7030158AC715870FDE7298B1B305A9E21F4CE734B376C3F6E6D6FCCE050BBABA3A6774B9C01356644C041F19EBD728538C9CAAC9798292E1F60D09E13BB8A5815FE0752FAAEFDED592DADAEDAB905E30F8B0B77263576B4DB35E3FAED725770D2EDB53B7AEB2C21A36934C04A6841EC6D3A442520478B968FCAB3163181EEDBCEE484F4FA03FE16D3638B5EEA252D375E811611E7AA4C5ED6EEAB0A873C7A4B94E934DB4391FE2E3A56CD99341968F8BE460D62102C9B72B7C9CB565D30D3609049ED395ED46897A6F72FBD2DA955EDF504D6D8AC652766EC5E0F8E6C3D6001B8D9ACB8B548630F67AEC8DD3BFEB581BD314ECD51BAA784D9E5B63F7DEBE7FFF9D93CEB6784F5701177318E22D76E261ABB84A7E4E1565B32FBB1327FC2093136481BF28C53905C18435B1303455EEF3F286A9293CE46DD09B6CDAF2FE66E16E549348947755A52910047ECE01F0790F7F91396F9E0F02E2B34E3AFF6DAADD1A0A596DC120700BE017BF29F594592C651E98469C7E319D2F8ECCA74A66B3A82C899ABDCF73B391827C93B6D83165EF7605384B386CE102FF29974E4A64B6306E9CBE2FDC13A24F794A45E9E0E73C10BF1ECCD35DF113B815ACA72E916ABD23A5B18231E41D7BE0B7EF9E3D5977E4083A5D5A5DAA2E29519DF95078F18FFC4330528C157511EE6891CDF217210A9F676348EF877975CDA0472676999BAB516433C165A1C2F1F9C1657795975705A70AEC256501DDD484419A1FA8715677B3D2E23EEC1D1C2541AD8DF7CE133E463565116326BAB626A35D57EE2E2BBB3A735E8AF9DF5A4555E8BAC56BEEF2F8E684A6261859015F3B23359158DA4F64B5163B7433950468F5FFB231221CA71C8DCB6BAA9635B9614FD771CD1C613F1B72BB420636E8AE8AA28239A32D4E67CBE89C81DDA9D4EE8168BBDBDD1E8DB5B9FA449CCB079CF34225B9AFECA744FAC191D2CD9A2C27A766CC559568C7D086E8608DBBCAA59661C9D40E46AE294B289C7E3DD205DC369F81C7DEC30797ECAD634AB50501E32FE9028213DB2C75A1FC48ABD3D91AEDEE9C557522C236CEAE2FB18E490D7234D1770596D0514CCBF46DC9259BA343D5C936166A6E6AC41D6202F5113EA2D4797504610777D7F96D4D5F7E849696A6824C67EFC2AEEEAECCACA047AFCC4A0625D4F8EAA44C6A3885466966D880BB706A8B419E1F4C622F4DDF82256A4BC42DBC8F6D4B4CFE622ACBD55E0249E557D8CFAC9346973845B37028CBD35E0AADECA85A58E65DE5F09731D150A8DE3AB93C3A10F03ABB4A6D4E261A0C3558BF13E928D76877318545064D61914EEF49FAE6761AF4ABB50646A73614EA749E6AB20683F6DBF15D04F94666812A41C0384F7671C0C350C4E8670B9BCB431DBEE61ECFD0B163F631857CA34263E96C42F2DAF096894DC217A5A519CEF019AEC336B20F49CD5A5C67B1395C37A1CBD5466BB9AAFED0D1329F9FD71378682AB1E7972F6C422B857FAE4A947555A199BFCEE204480374D992E174A49C81E5BCFAEA3DAB24B939488272149235F7BC8A6DC2D34A8B4DA5B25A94A861FA4D18AB805A9D07634954811670C0E8E4C0E858514886D26126830E3487FE2CD114E4D3121ABE25DE7B4FDC592B572AB004C972E5B8E1749D44992BC10A953C75FBC9EF3EA36DE8486934A98E39054F61DB2563534AA70E84CBE44826FC4D5D53A7D3A65A8C97440B60A786ABC10225F99B8648E4080A714F3FFCE0E8BA071FF9A707B76C7910B148F9831F089785BF3CF104F1173298F80BAB7677C65DD8BA81BB99E39B2C7F8FC74FAD96825D60AC7CE4EE8B86EA8529A353A52CD596969728F220122F684A2D1A266C4015D367AB7BBD527A124B8C6545E2FC90C5EE0268C830401D21E340172F085D90DFC72E0B8B50DF9661E151D25303AC6B39B03747964188C010CD940F141493A12A99F3713129D1F2DEA57653BCAC2C6EB22FED2D7232551515558CB3E89E9264F0B8C5A9DDAA75959E08264B36E4994A6EF7C772643931FFED25262522DADE4C9B502BBE2C324928D337D7ADC397BF24BB6DF1AF3F3B3276F48BCB632C1EBD6A4E56F91573649C1B3427E2F10468EE5B623755B8DD1526FB92BE20527E456DDE0630EB44A90BCC725A8E8359E2392152E17CD850909D98586DF268063B66130E94E7E0D9926AA3B1D6614A041C1183296934D6384D09E4CB57DA8CE345C54A7DF626EF7F00DBFB209C0A656E6473747265616D0A656E646F626A0A33352030206F626A0A3C3C202F54797065202F58526566202F4C656E677468203730202F46696C746572202F466C6174654465636F6465202F4465636F64655061726D73203C3C202F436F6C756D6E732034202F507265646963746F72203132203E3E202F57205B203120322031205D202F496E666F203420302052202F526F6F74203220302052202F53697A65203336202F4944205B3C32626239313065306137363939363333376134646264613064326639613232623E3C32626239313065306137363939363333376134646264613064326639613232623E5D203E3E0A73747265616D0A789C636200022646067E10F1898109C863A435F19FF5DE1B2606E6690C5082E9279010E005B1F48184903F90607505129CF7404A5A8104E32C2021D90624245A1800351D0A990A656E6473747265616D0A656E646F626A0A7374617274787265660A32393931350A2525454F460A','2026-11-23 10:00:00.000000');
CREATE TABLE preview_picture (
	id INTEGER NOT NULL, 
	preview_id INTEGER NOT NULL, 
	name VARCHAR(40) NOT NULL, 
	page INTEGER NOT NULL, 
	png BLOB NOT NULL, 
	CONSTRAINT pk_preview_picture PRIMARY KEY (id), 
	CONSTRAINT ck_preview_picture_page_from_one CHECK (page >= 1), 
	CONSTRAINT fk_preview_picture_preview_id FOREIGN KEY(preview_id) REFERENCES preview (id), 
	CONSTRAINT uq_preview_picture_preview_id_name_page UNIQUE (preview_id, name, page)
);
INSERT INTO "preview_picture" VALUES(1,1,'letter',1,X'89504E470D0A1A0A');
INSERT INTO "preview_picture" VALUES(2,1,'letter',2,X'89504E470D0A1A0A');
INSERT INTO "preview_picture" VALUES(3,1,'poster',1,X'89504E470D0A1A0A');
INSERT INTO "preview_picture" VALUES(4,1,'screen',1,X'89504E470D0A1A0A');
INSERT INTO "preview_picture" VALUES(5,1,'leaflet',1,X'89504E470D0A1A0A');
INSERT INTO "preview_picture" VALUES(6,1,'leaflet',2,X'89504E470D0A1A0A');
INSERT INTO "preview_picture" VALUES(7,1,'briefing',1,X'89504E470D0A1A0A');
INSERT INTO "preview_picture" VALUES(8,1,'briefing',2,X'89504E470D0A1A0A');
INSERT INTO "preview_picture" VALUES(9,1,'website',1,X'89504E470D0A1A0A');
INSERT INTO "preview_picture" VALUES(10,1,'website',2,X'89504E470D0A1A0A');
INSERT INTO "preview_picture" VALUES(11,1,'phone-queue',1,X'89504E470D0A1A0A');
CREATE TABLE print_run (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	folder VARCHAR(1000) NOT NULL, 
	envelope VARCHAR(24) NOT NULL, 
	reprint_of INTEGER, 
	why VARCHAR(300) NOT NULL, 
	started_by INTEGER, 
	started_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	files JSON NOT NULL, 
	manifest_sha256 VARCHAR(64), 
	CONSTRAINT pk_print_run PRIMARY KEY (id), 
	CONSTRAINT fk_print_run_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_print_run_reprint_of FOREIGN KEY(reprint_of) REFERENCES print_run (id), 
	CONSTRAINT fk_print_run_started_by FOREIGN KEY(started_by) REFERENCES staff (id)
);
INSERT INTO "print_run" VALUES(1,1,'/print/run-0001','printer',NULL,'',1,'2026-11-23 10:00:00.000000','2026-11-23 10:00:00.000000','[{"name": "post-001.pdf", "pile": "post", "letters": 2, "pages": 2, "bytes": 31159, "sha256": "484efa8453940f5c428146cda9b82724ae5d8c9f087053dff8e8ab600593a463"}]','5b0d20e1710fe10d7b4c1a5d3efde6631c7c0d0d9a94ba8318679df4b32bbecb');
CREATE TABLE printed_letter (
	id INTEGER NOT NULL, 
	print_run_id INTEGER NOT NULL, 
	delivery_id INTEGER NOT NULL, 
	pile VARCHAR(24) NOT NULL, 
	written_format VARCHAR(24) NOT NULL, 
	language VARCHAR(10) NOT NULL, 
	file VARCHAR(120) NOT NULL, 
	position INTEGER NOT NULL, 
	pages INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_printed_letter PRIMARY KEY (id), 
	CONSTRAINT fk_printed_letter_delivery_id FOREIGN KEY(delivery_id) REFERENCES delivery (id), 
	CONSTRAINT fk_printed_letter_print_run_id FOREIGN KEY(print_run_id) REFERENCES print_run (id), 
	CONSTRAINT uq_printed_letter_print_run_id_delivery_id UNIQUE (print_run_id, delivery_id), 
	CONSTRAINT ck_printed_letter_pile CHECK (pile IN ('post', 'hand_out', 'transcription')), 
	CONSTRAINT ck_printed_letter_writtenformat CHECK (written_format IN ('standard', 'large-16', 'large-20', 'large-24', 'large-28', 'easy-read', 'audio', 'braille'))
);
INSERT INTO "printed_letter" VALUES(1,1,7,'post','standard','en','post-001.pdf',1,2,'2570837212598a34859dd62c5941da8916751110ba020f3116bf70f985f72962');
INSERT INTO "printed_letter" VALUES(2,1,10,'post','standard','en','post-001.pdf',2,2,'e2f5dcaf822c4221e38b1d195335863f934b1f5af9cbac11d823669841e9827b');
CREATE TABLE published_page (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	language VARCHAR(10) NOT NULL, 
	version INTEGER NOT NULL, 
	words JSON NOT NULL, 
	published_at DATETIME NOT NULL, 
	CONSTRAINT pk_published_page PRIMARY KEY (id), 
	CONSTRAINT fk_published_page_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT uq_published_page_campaign_id_language_version UNIQUE (campaign_id, language, version)
);
INSERT INTO "published_page" VALUES(1,1,'en',1,'{"title": "We plan to stop your Summary Care Record. You can keep it.", "lead": "It is a short copy of your GP record. NHS staff elsewhere can look at it when they treat you.", "why": "We want to share less of your information unless you ask us to.", "meaning": ["In an emergency, staff elsewhere may not know your medicines or allergies.", "Less about you can be seen outside this practice.", "Your care here does not change."], "nothing": "If you do not answer, we may add a code that stops it.", "question": "What do you want?", "keep_label": "Keep my Summary Care Record", "keep_hint": "Nothing changes. We will not add the code.", "agree_label": "I do not want a Summary Care Record", "agree_hint": "We may add the code that stops it.", "unsure_label": "I am not sure, please contact me", "unsure_hint": "We will not add the code while you decide.", "proposal": ["Your Summary Care Record shows your medicines, your allergies and bad reactions to medicines. It may also show your health problems.", "With it, NHS staff in other places, such as a hospital or a pharmacy, can look these things up when they treat you. They ask you first if they can. In an emergency they may look without asking.", "Without it, they cannot look these things up there. They have to ask you, your family or this practice.", "To stop it, we would add a code to your GP record. You can change your mind at any time."], "kept_done": "You told us to keep your Summary Care Record. We will not add the code.", "agreed_done": "You told us that you do not want a Summary Care Record. We may add the code that stops it.", "unsure_done": "You told us that you are not sure. We will contact you, and we will not add the code while you decide.", "extent": {"question": "What may staff elsewhere see?", "core": "Only medicines, allergies and bad reactions to medicines", "additional": "These and more, such as health problems"}, "guardian": {"title": "We plan to stop your child\u2019s Summary Care Record. You can keep it.", "lead": "It is a short copy of your child\u2019s GP record. NHS staff elsewhere can look at it when they treat your child.", "why": "We want to share less of your child\u2019s information unless you ask us to.", "meaning": ["In an emergency, staff elsewhere may not know your child\u2019s medicines or allergies.", "Less about your child can be seen outside this practice.", "Your child\u2019s care here does not change."], "keep_label": "Keep my child\u2019s Summary Care Record", "agree_label": "I do not want a Summary Care Record for my child", "proposal": ["Your child\u2019s Summary Care Record shows their medicines, their allergies and bad reactions to medicines. It may also show their health problems.", "With it, NHS staff in other places, such as a hospital or a pharmacy, can look these things up when they treat your child. They ask first if they can. In an emergency they may look without asking.", "Without it, they cannot look these things up there. They have to ask you or this practice.", "To stop it, we would add a code to your child\u2019s GP record. You can change your mind at any time."], "kept_done": "You told us to keep your child\u2019s Summary Care Record. We will not add the code.", "agreed_done": "You told us that you do not want a Summary Care Record for your child. We may add the code that stops it."}, "other": {"keep_label": "Keep their Summary Care Record", "agree_label": "They do not want a Summary Care Record", "kept_done": "You told us to keep their Summary Care Record. We will not add the code.", "agreed_done": "You told us that they do not want a Summary Care Record. We may add the code that stops it."}, "language": "en", "direction": "ltr", "text_number": "", "asks_extent": false, "practice_name": "Riverside Surgery", "practice_phone": "01632 960000", "practice_address": "1 Station Road, Blackwater, Surrey, GU17 9XX", "practice_hours": "Monday to Friday, 8am to 6.30pm", "practice_email": "desk@example.com", "privacy_url": "https://example.com/privacy", "campaign_status": "running"}','2026-11-23 10:00:00.000000');
INSERT INTO "published_page" VALUES(2,1,'ar',1,'{"title": "\u0646\u0646\u0648\u064a \u0625\u064a\u0642\u0627\u0641 \u0645\u0644\u062e\u0635 \u0633\u062c\u0644 \u0627\u0644\u0631\u0639\u0627\u064a\u0629 \u0627\u0644\u062e\u0627\u0635 \u0628\u0643. \u064a\u0645\u0643\u0646\u0643 \u0627\u0644\u0627\u062d\u062a\u0641\u0627\u0638 \u0628\u0647.", "lead": "\u0647\u0648 \u0646\u0633\u062e\u0629 \u0642\u0635\u064a\u0631\u0629 \u0645\u0646 \u0633\u062c\u0644\u0643 \u0644\u062f\u0649 \u0627\u0644\u0637\u0628\u064a\u0628 \u0627\u0644\u0639\u0627\u0645. \u064a\u0645\u0643\u0646 \u0644\u0645\u0648\u0638\u0641\u064a NHS \u0641\u064a \u0623\u0645\u0627\u0643\u0646 \u0623\u062e\u0631\u0649 \u0627\u0644\u0627\u0637\u0644\u0627\u0639 \u0639\u0644\u064a\u0647 \u0639\u0646\u062f \u0639\u0644\u0627\u062c\u0643.", "why": "\u0646\u0631\u064a\u062f \u0623\u0646 \u0646\u0634\u0627\u0631\u0643 \u0645\u0639\u0644\u0648\u0645\u0627\u062a \u0623\u0642\u0644 \u0639\u0646\u0643\u060c \u0625\u0644\u0627 \u0625\u0630\u0627 \u0637\u0644\u0628\u062a \u0645\u0646\u0627 \u063a\u064a\u0631 \u0630\u0644\u0643.", "meaning": ["\u0641\u064a \u0627\u0644\u0637\u0648\u0627\u0631\u0626 \u0642\u062f \u0644\u0627 \u064a\u0639\u0631\u0641 \u0627\u0644\u0645\u0648\u0638\u0641\u0648\u0646 \u0641\u064a \u0623\u0645\u0627\u0643\u0646 \u0623\u062e\u0631\u0649 \u0623\u062f\u0648\u064a\u062a\u0643 \u0623\u0648 \u0627\u0644\u062d\u0633\u0627\u0633\u064a\u0629 \u0644\u062f\u064a\u0643.", "\u0633\u064a\u0642\u0644 \u0645\u0627 \u064a\u0645\u0643\u0646 \u0631\u0624\u064a\u062a\u0647 \u0645\u0646 \u0645\u0639\u0644\u0648\u0645\u0627\u062a\u0643 \u062e\u0627\u0631\u062c \u0647\u0630\u0647 \u0627\u0644\u0639\u064a\u0627\u062f\u0629.", "\u0627\u0644\u0631\u0639\u0627\u064a\u0629 \u0641\u064a \u0647\u0630\u0647 \u0627\u0644\u0639\u064a\u0627\u062f\u0629 \u0644\u0627 \u062a\u062a\u063a\u064a\u0631."], "nothing": "\u0625\u0630\u0627 \u0644\u0645 \u062a\u062c\u0628\u060c \u0641\u0642\u062f \u0646\u0636\u064a\u0641 \u0631\u0645\u0632\u064b\u0627 \u064a\u0648\u0642\u0641\u0647.", "question": "\u0645\u0627\u0630\u0627 \u062a\u0631\u064a\u062f\u061f", "keep_label": "\u0623\u0628\u0642\u0648\u0627 \u0645\u0644\u062e\u0635 \u0633\u062c\u0644 \u0627\u0644\u0631\u0639\u0627\u064a\u0629 \u0627\u0644\u062e\u0627\u0635 \u0628\u064a", "keep_hint": "\u0644\u0646 \u064a\u062a\u063a\u064a\u0631 \u0634\u064a\u0621. \u0644\u0646 \u0646\u0636\u064a\u0641 \u0627\u0644\u0631\u0645\u0632.", "agree_label": "\u0644\u0627 \u0623\u0631\u064a\u062f \u0645\u0644\u062e\u0635 \u0633\u062c\u0644 \u0631\u0639\u0627\u064a\u0629", "agree_hint": "\u0642\u062f \u0646\u0636\u064a\u0641 \u0627\u0644\u0631\u0645\u0632 \u0627\u0644\u0630\u064a \u064a\u0648\u0642\u0641\u0647.", "unsure_label": "\u0644\u0633\u062a \u0645\u062a\u0623\u0643\u062f\u064b\u0627\u060c \u0627\u062a\u0635\u0644\u0648\u0627 \u0628\u064a \u0645\u0646 \u0641\u0636\u0644\u0643\u0645", "unsure_hint": "\u0644\u0646 \u0646\u0636\u064a\u0641 \u0627\u0644\u0631\u0645\u0632 \u0645\u0627 \u062f\u0645\u062a \u062a\u0641\u0643\u0631.", "proposal": ["\u064a\u0628\u064a\u0646 \u0645\u0644\u062e\u0635 \u0633\u062c\u0644 \u0627\u0644\u0631\u0639\u0627\u064a\u0629 \u0627\u0644\u062e\u0627\u0635 \u0628\u0643 \u0623\u062f\u0648\u064a\u062a\u0643 \u0648\u0627\u0644\u062d\u0633\u0627\u0633\u064a\u0629 \u0644\u062f\u064a\u0643 \u0648\u0631\u062f\u0648\u062f \u0627\u0644\u0641\u0639\u0644 \u0627\u0644\u0633\u064a\u0626\u0629 \u062a\u062c\u0627\u0647 \u0627\u0644\u0623\u062f\u0648\u064a\u0629. \u0648\u0642\u062f \u064a\u0628\u064a\u0646 \u0623\u064a\u0636\u064b\u0627 \u0645\u0634\u0643\u0644\u0627\u062a\u0643 \u0627\u0644\u0635\u062d\u064a\u0629.", "\u0645\u0639 \u0648\u062c\u0648\u062f \u0627\u0644\u0645\u0644\u062e\u0635\u060c \u064a\u0645\u0643\u0646 \u0644\u0645\u0648\u0638\u0641\u064a NHS \u0641\u064a \u0623\u0645\u0627\u0643\u0646 \u0623\u062e\u0631\u0649\u060c \u0645\u062b\u0644 \u0627\u0644\u0645\u0633\u062a\u0634\u0641\u0649 \u0623\u0648 \u0627\u0644\u0635\u064a\u062f\u0644\u064a\u0629\u060c \u0627\u0644\u0627\u0637\u0644\u0627\u0639 \u0639\u0644\u0649 \u0647\u0630\u0647 \u0627\u0644\u0623\u0645\u0648\u0631 \u0639\u0646\u062f \u0639\u0644\u0627\u062c\u0643. \u064a\u0633\u0623\u0644\u0648\u0646\u0643 \u0623\u0648\u0644\u064b\u0627 \u0625\u0630\u0627 \u0623\u0645\u0643\u0646. \u0648\u0641\u064a \u0627\u0644\u0637\u0648\u0627\u0631\u0626 \u0642\u062f \u064a\u0637\u0644\u0639\u0648\u0646 \u0639\u0644\u064a\u0647\u0627 \u062f\u0648\u0646 \u0633\u0624\u0627\u0644.", "\u0645\u0646 \u062f\u0648\u0646 \u0627\u0644\u0645\u0644\u062e\u0635\u060c \u0644\u0627 \u064a\u0645\u0643\u0646\u0647\u0645 \u0627\u0644\u0627\u0637\u0644\u0627\u0639 \u0639\u0644\u0649 \u0647\u0630\u0647 \u0627\u0644\u0623\u0645\u0648\u0631 \u0647\u0646\u0627\u0643. \u0639\u0644\u064a\u0647\u0645 \u0623\u0646 \u064a\u0633\u0623\u0644\u0648\u0643 \u0623\u0648 \u064a\u0633\u0623\u0644\u0648\u0627 \u0639\u0627\u0626\u0644\u062a\u0643 \u0623\u0648 \u0647\u0630\u0647 \u0627\u0644\u0639\u064a\u0627\u062f\u0629.", "\u0644\u0625\u064a\u0642\u0627\u0641\u0647 \u0646\u0636\u064a\u0641 \u0631\u0645\u0632\u064b\u0627 \u0625\u0644\u0649 \u0633\u062c\u0644\u0643 \u0644\u062f\u0649 \u0627\u0644\u0637\u0628\u064a\u0628 \u0627\u0644\u0639\u0627\u0645. \u064a\u0645\u0643\u0646\u0643 \u062a\u063a\u064a\u064a\u0631 \u0631\u0623\u064a\u0643 \u0641\u064a \u0623\u064a \u0648\u0642\u062a."], "kept_done": "\u0623\u062e\u0628\u0631\u062a\u0646\u0627 \u0623\u0646 \u0646\u0628\u0642\u064a \u0645\u0644\u062e\u0635 \u0633\u062c\u0644 \u0627\u0644\u0631\u0639\u0627\u064a\u0629 \u0627\u0644\u062e\u0627\u0635 \u0628\u0643. \u0644\u0646 \u0646\u0636\u064a\u0641 \u0627\u0644\u0631\u0645\u0632.", "agreed_done": "\u0623\u062e\u0628\u0631\u062a\u0646\u0627 \u0623\u0646\u0643 \u0644\u0627 \u062a\u0631\u064a\u062f \u0645\u0644\u062e\u0635 \u0633\u062c\u0644 \u0631\u0639\u0627\u064a\u0629. \u0642\u062f \u0646\u0636\u064a\u0641 \u0627\u0644\u0631\u0645\u0632 \u0627\u0644\u0630\u064a \u064a\u0648\u0642\u0641\u0647.", "unsure_done": "\u0623\u062e\u0628\u0631\u062a\u0646\u0627 \u0623\u0646\u0643 \u0644\u0633\u062a \u0645\u062a\u0623\u0643\u062f\u064b\u0627. \u0633\u0646\u062a\u0635\u0644 \u0628\u0643\u060c \u0648\u0644\u0646 \u0646\u0636\u064a\u0641 \u0627\u0644\u0631\u0645\u0632 \u0645\u0627 \u062f\u0645\u062a \u062a\u0641\u0643\u0631.", "extent": {"question": "\u0645\u0627 \u0627\u0644\u0630\u064a \u064a\u0645\u0643\u0646 \u0644\u0644\u0645\u0648\u0638\u0641\u064a\u0646 \u0641\u064a \u0623\u0645\u0627\u0643\u0646 \u0623\u062e\u0631\u0649 \u0631\u0624\u064a\u062a\u0647\u061f", "core": "\u0627\u0644\u0623\u062f\u0648\u064a\u0629 \u0648\u0627\u0644\u062d\u0633\u0627\u0633\u064a\u0629 \u0648\u0631\u062f\u0648\u062f \u0627\u0644\u0641\u0639\u0644 \u0627\u0644\u0633\u064a\u0626\u0629 \u062a\u062c\u0627\u0647 \u0627\u0644\u0623\u062f\u0648\u064a\u0629 \u0641\u0642\u0637", "additional": "\u0647\u0630\u0647 \u0648\u0645\u0639\u0644\u0648\u0645\u0627\u062a \u0623\u062e\u0631\u0649\u060c \u0645\u062b\u0644 \u0627\u0644\u0645\u0634\u0643\u0644\u0627\u062a \u0627\u0644\u0635\u062d\u064a\u0629"}, "guardian": {"title": "\u0646\u0646\u0648\u064a \u0625\u064a\u0642\u0627\u0641 \u0645\u0644\u062e\u0635 \u0633\u062c\u0644 \u0627\u0644\u0631\u0639\u0627\u064a\u0629 \u0627\u0644\u062e\u0627\u0635 \u0628\u0637\u0641\u0644\u0643. \u064a\u0645\u0643\u0646\u0643 \u0627\u0644\u0627\u062d\u062a\u0641\u0627\u0638 \u0628\u0647.", "lead": "\u0647\u0648 \u0646\u0633\u062e\u0629 \u0642\u0635\u064a\u0631\u0629 \u0645\u0646 \u0633\u062c\u0644 \u0637\u0641\u0644\u0643 \u0644\u062f\u0649 \u0627\u0644\u0637\u0628\u064a\u0628 \u0627\u0644\u0639\u0627\u0645. \u064a\u0645\u0643\u0646 \u0644\u0645\u0648\u0638\u0641\u064a NHS \u0641\u064a \u0623\u0645\u0627\u0643\u0646 \u0623\u062e\u0631\u0649 \u0627\u0644\u0627\u0637\u0644\u0627\u0639 \u0639\u0644\u064a\u0647 \u0639\u0646\u062f \u0639\u0644\u0627\u062c \u0637\u0641\u0644\u0643.", "why": "\u0646\u0631\u064a\u062f \u0623\u0646 \u0646\u0634\u0627\u0631\u0643 \u0645\u0639\u0644\u0648\u0645\u0627\u062a \u0623\u0642\u0644 \u0639\u0646 \u0637\u0641\u0644\u0643\u060c \u0625\u0644\u0627 \u0625\u0630\u0627 \u0637\u0644\u0628\u062a \u0645\u0646\u0627 \u063a\u064a\u0631 \u0630\u0644\u0643.", "meaning": ["\u0641\u064a \u0627\u0644\u0637\u0648\u0627\u0631\u0626 \u0642\u062f \u0644\u0627 \u064a\u0639\u0631\u0641 \u0627\u0644\u0645\u0648\u0638\u0641\u0648\u0646 \u0641\u064a \u0623\u0645\u0627\u0643\u0646 \u0623\u062e\u0631\u0649 \u0623\u062f\u0648\u064a\u0629 \u0637\u0641\u0644\u0643 \u0623\u0648 \u0627\u0644\u062d\u0633\u0627\u0633\u064a\u0629 \u0644\u062f\u064a\u0647.", "\u0633\u064a\u0642\u0644 \u0645\u0627 \u064a\u0645\u0643\u0646 \u0631\u0624\u064a\u062a\u0647 \u0645\u0646 \u0645\u0639\u0644\u0648\u0645\u0627\u062a \u0637\u0641\u0644\u0643 \u062e\u0627\u0631\u062c \u0647\u0630\u0647 \u0627\u0644\u0639\u064a\u0627\u062f\u0629.", "\u0631\u0639\u0627\u064a\u0629 \u0637\u0641\u0644\u0643 \u0641\u064a \u0647\u0630\u0647 \u0627\u0644\u0639\u064a\u0627\u062f\u0629 \u0644\u0627 \u062a\u062a\u063a\u064a\u0631."], "keep_label": "\u0623\u0628\u0642\u0648\u0627 \u0645\u0644\u062e\u0635 \u0633\u062c\u0644 \u0627\u0644\u0631\u0639\u0627\u064a\u0629 \u0627\u0644\u062e\u0627\u0635 \u0628\u0637\u0641\u0644\u064a", "agree_label": "\u0644\u0627 \u0623\u0631\u064a\u062f \u0645\u0644\u062e\u0635 \u0633\u062c\u0644 \u0631\u0639\u0627\u064a\u0629 \u0644\u0637\u0641\u0644\u064a", "proposal": ["\u064a\u0628\u064a\u0646 \u0645\u0644\u062e\u0635 \u0633\u062c\u0644 \u0627\u0644\u0631\u0639\u0627\u064a\u0629 \u0627\u0644\u062e\u0627\u0635 \u0628\u0637\u0641\u0644\u0643 \u0623\u062f\u0648\u064a\u062a\u0647 \u0648\u0627\u0644\u062d\u0633\u0627\u0633\u064a\u0629 \u0644\u062f\u064a\u0647 \u0648\u0631\u062f\u0648\u062f \u0627\u0644\u0641\u0639\u0644 \u0627\u0644\u0633\u064a\u0626\u0629 \u062a\u062c\u0627\u0647 \u0627\u0644\u0623\u062f\u0648\u064a\u0629. \u0648\u0642\u062f \u064a\u0628\u064a\u0646 \u0623\u064a\u0636\u064b\u0627 \u0645\u0634\u0643\u0644\u0627\u062a\u0647 \u0627\u0644\u0635\u062d\u064a\u0629.", "\u0645\u0639 \u0648\u062c\u0648\u062f \u0627\u0644\u0645\u0644\u062e\u0635\u060c \u064a\u0645\u0643\u0646 \u0644\u0645\u0648\u0638\u0641\u064a NHS \u0641\u064a \u0623\u0645\u0627\u0643\u0646 \u0623\u062e\u0631\u0649\u060c \u0645\u062b\u0644 \u0627\u0644\u0645\u0633\u062a\u0634\u0641\u0649 \u0623\u0648 \u0627\u0644\u0635\u064a\u062f\u0644\u064a\u0629\u060c \u0627\u0644\u0627\u0637\u0644\u0627\u0639 \u0639\u0644\u0649 \u0647\u0630\u0647 \u0627\u0644\u0623\u0645\u0648\u0631 \u0639\u0646\u062f \u0639\u0644\u0627\u062c \u0637\u0641\u0644\u0643. \u064a\u0633\u0623\u0644\u0648\u0646 \u0623\u0648\u0644\u064b\u0627 \u0625\u0630\u0627 \u0623\u0645\u0643\u0646. \u0648\u0641\u064a \u0627\u0644\u0637\u0648\u0627\u0631\u0626 \u0642\u062f \u064a\u0637\u0644\u0639\u0648\u0646 \u0639\u0644\u064a\u0647\u0627 \u062f\u0648\u0646 \u0633\u0624\u0627\u0644.", "\u0645\u0646 \u062f\u0648\u0646 \u0627\u0644\u0645\u0644\u062e\u0635\u060c \u0644\u0627 \u064a\u0645\u0643\u0646\u0647\u0645 \u0627\u0644\u0627\u0637\u0644\u0627\u0639 \u0639\u0644\u0649 \u0647\u0630\u0647 \u0627\u0644\u0623\u0645\u0648\u0631 \u0647\u0646\u0627\u0643. \u0639\u0644\u064a\u0647\u0645 \u0623\u0646 \u064a\u0633\u0623\u0644\u0648\u0643 \u0623\u0648 \u064a\u0633\u0623\u0644\u0648\u0627 \u0647\u0630\u0647 \u0627\u0644\u0639\u064a\u0627\u062f\u0629.", "\u0644\u0625\u064a\u0642\u0627\u0641\u0647 \u0646\u0636\u064a\u0641 \u0631\u0645\u0632\u064b\u0627 \u0625\u0644\u0649 \u0633\u062c\u0644 \u0637\u0641\u0644\u0643 \u0644\u062f\u0649 \u0627\u0644\u0637\u0628\u064a\u0628 \u0627\u0644\u0639\u0627\u0645. \u064a\u0645\u0643\u0646\u0643 \u062a\u063a\u064a\u064a\u0631 \u0631\u0623\u064a\u0643 \u0641\u064a \u0623\u064a \u0648\u0642\u062a."], "kept_done": "\u0623\u062e\u0628\u0631\u062a\u0646\u0627 \u0623\u0646 \u0646\u0628\u0642\u064a \u0645\u0644\u062e\u0635 \u0633\u062c\u0644 \u0627\u0644\u0631\u0639\u0627\u064a\u0629 \u0627\u0644\u062e\u0627\u0635 \u0628\u0637\u0641\u0644\u0643. \u0644\u0646 \u0646\u0636\u064a\u0641 \u0627\u0644\u0631\u0645\u0632.", "agreed_done": "\u0623\u062e\u0628\u0631\u062a\u0646\u0627 \u0623\u0646\u0643 \u0644\u0627 \u062a\u0631\u064a\u062f \u0645\u0644\u062e\u0635 \u0633\u062c\u0644 \u0631\u0639\u0627\u064a\u0629 \u0644\u0637\u0641\u0644\u0643. \u0642\u062f \u0646\u0636\u064a\u0641 \u0627\u0644\u0631\u0645\u0632 \u0627\u0644\u0630\u064a \u064a\u0648\u0642\u0641\u0647."}, "other": {"keep_label": "\u0623\u0628\u0642\u0648\u0627 \u0645\u0644\u062e\u0635 \u0633\u062c\u0644 \u0627\u0644\u0631\u0639\u0627\u064a\u0629 \u0627\u0644\u062e\u0627\u0635 \u0628\u0627\u0644\u0645\u0631\u064a\u0636", "agree_label": "\u0627\u0644\u0645\u0631\u064a\u0636 \u0644\u0627 \u064a\u0631\u064a\u062f \u0645\u0644\u062e\u0635 \u0633\u062c\u0644 \u0631\u0639\u0627\u064a\u0629", "kept_done": "\u0623\u062e\u0628\u0631\u062a\u0646\u0627 \u0623\u0646 \u0646\u0628\u0642\u064a \u0645\u0644\u062e\u0635 \u0633\u062c\u0644 \u0627\u0644\u0631\u0639\u0627\u064a\u0629 \u0627\u0644\u062e\u0627\u0635 \u0628\u0627\u0644\u0645\u0631\u064a\u0636. \u0644\u0646 \u0646\u0636\u064a\u0641 \u0627\u0644\u0631\u0645\u0632.", "agreed_done": "\u0623\u062e\u0628\u0631\u062a\u0646\u0627 \u0623\u0646 \u0627\u0644\u0645\u0631\u064a\u0636 \u0644\u0627 \u064a\u0631\u064a\u062f \u0645\u0644\u062e\u0635 \u0633\u062c\u0644 \u0631\u0639\u0627\u064a\u0629. \u0642\u062f \u0646\u0636\u064a\u0641 \u0627\u0644\u0631\u0645\u0632 \u0627\u0644\u0630\u064a \u064a\u0648\u0642\u0641\u0647."}, "language": "ar", "direction": "rtl", "text_number": "", "asks_extent": false, "practice_name": "Riverside Surgery", "practice_phone": "01632 960000", "practice_address": "1 Station Road, Blackwater, Surrey, GU17 9XX", "practice_hours": "Monday to Friday, 8am to 6.30pm", "practice_email": "desk@example.com", "privacy_url": "https://example.com/privacy", "campaign_status": "running"}','2026-11-23 10:00:00.000000');
INSERT INTO "published_page" VALUES(3,1,'pa',1,'{"title": "\u0a05\u0a38\u0a40\u0a02 \u0a24\u0a41\u0a39\u0a3e\u0a21\u0a3e \u0a38\u0a2e\u0a30\u0a40 \u0a15\u0a47\u0a05\u0a30 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a2c\u0a70\u0a26 \u0a15\u0a30\u0a28\u0a3e \u0a1a\u0a3e\u0a39\u0a41\u0a70\u0a26\u0a47 \u0a39\u0a3e\u0a02\u0964 \u0a24\u0a41\u0a38\u0a40\u0a02 \u0a07\u0a38\u0a28\u0a42\u0a70 \u0a30\u0a71\u0a16 \u0a38\u0a15\u0a26\u0a47 \u0a39\u0a4b\u0964", "lead": "\u0a07\u0a39 \u0a24\u0a41\u0a39\u0a3e\u0a21\u0a47 GP \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a26\u0a40 \u0a07\u0a71\u0a15 \u0a1b\u0a4b\u0a1f\u0a40 \u0a28\u0a15\u0a32 \u0a39\u0a48\u0964 \u0a39\u0a4b\u0a30 \u0a25\u0a3e\u0a35\u0a3e\u0a02 \u0a24\u0a47 NHS \u0a26\u0a3e \u0a05\u0a2e\u0a32\u0a3e \u0a07\u0a32\u0a3e\u0a1c \u0a35\u0a47\u0a32\u0a47 \u0a07\u0a38\u0a28\u0a42\u0a70 \u0a26\u0a47\u0a16 \u0a38\u0a15\u0a26\u0a3e \u0a39\u0a48\u0964", "why": "\u0a1c\u0a26 \u0a24\u0a71\u0a15 \u0a24\u0a41\u0a38\u0a40\u0a02 \u0a28\u0a3e \u0a15\u0a39\u0a4b, \u0a05\u0a38\u0a40\u0a02 \u0a24\u0a41\u0a39\u0a3e\u0a21\u0a40 \u0a1c\u0a3e\u0a23\u0a15\u0a3e\u0a30\u0a40 \u0a18\u0a71\u0a1f \u0a38\u0a3e\u0a02\u0a1d\u0a40 \u0a15\u0a30\u0a28\u0a3e \u0a1a\u0a3e\u0a39\u0a41\u0a70\u0a26\u0a47 \u0a39\u0a3e\u0a02\u0964", "meaning": ["\u0a10\u0a2e\u0a30\u0a1c\u0a48\u0a02\u0a38\u0a40 \u0a35\u0a3f\u0a71\u0a1a \u0a39\u0a4b \u0a38\u0a15\u0a26\u0a3e \u0a39\u0a48 \u0a15\u0a3f \u0a39\u0a4b\u0a30 \u0a25\u0a3e\u0a35\u0a3e\u0a02 \u0a24\u0a47 \u0a05\u0a2e\u0a32\u0a47 \u0a28\u0a42\u0a70 \u0a24\u0a41\u0a39\u0a3e\u0a21\u0a40\u0a06\u0a02 \u0a26\u0a35\u0a3e\u0a08\u0a06\u0a02 \u0a1c\u0a3e\u0a02 \u0a10\u0a32\u0a30\u0a1c\u0a40\u0a06\u0a02 \u0a26\u0a3e \u0a2a\u0a24\u0a3e \u0a28\u0a3e \u0a39\u0a4b\u0a35\u0a47\u0964", "\u0a07\u0a38 \u0a2a\u0a4d\u0a30\u0a48\u0a15\u0a1f\u0a3f\u0a38 \u0a24\u0a4b\u0a02 \u0a2c\u0a3e\u0a39\u0a30 \u0a24\u0a41\u0a39\u0a3e\u0a21\u0a40 \u0a18\u0a71\u0a1f \u0a1c\u0a3e\u0a23\u0a15\u0a3e\u0a30\u0a40 \u0a26\u0a47\u0a16\u0a40 \u0a1c\u0a3e \u0a38\u0a15\u0a47\u0a17\u0a40\u0964", "\u0a07\u0a71\u0a25\u0a47 \u0a24\u0a41\u0a39\u0a3e\u0a21\u0a40 \u0a26\u0a47\u0a16\u0a2d\u0a3e\u0a32 \u0a28\u0a39\u0a40\u0a02 \u0a2c\u0a26\u0a32\u0a47\u0a17\u0a40\u0964"], "nothing": "\u0a1c\u0a47 \u0a24\u0a41\u0a38\u0a40\u0a02 \u0a1c\u0a35\u0a3e\u0a2c \u0a28\u0a39\u0a40\u0a02 \u0a26\u0a3f\u0a70\u0a26\u0a47, \u0a24\u0a3e\u0a02 \u0a05\u0a38\u0a40\u0a02 \u0a07\u0a38\u0a28\u0a42\u0a70 \u0a2c\u0a70\u0a26 \u0a15\u0a30\u0a28 \u0a35\u0a3e\u0a32\u0a3e \u0a15\u0a4b\u0a21 \u0a2a\u0a3e \u0a38\u0a15\u0a26\u0a47 \u0a39\u0a3e\u0a02\u0964", "question": "\u0a24\u0a41\u0a38\u0a40\u0a02 \u0a15\u0a40 \u0a1a\u0a3e\u0a39\u0a41\u0a70\u0a26\u0a47 \u0a39\u0a4b?", "keep_label": "\u0a2e\u0a47\u0a30\u0a3e \u0a38\u0a2e\u0a30\u0a40 \u0a15\u0a47\u0a05\u0a30 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a30\u0a71\u0a16\u0a4b", "keep_hint": "\u0a15\u0a41\u0a1d \u0a28\u0a39\u0a40\u0a02 \u0a2c\u0a26\u0a32\u0a47\u0a17\u0a3e\u0964 \u0a05\u0a38\u0a40\u0a02 \u0a15\u0a4b\u0a21 \u0a28\u0a39\u0a40\u0a02 \u0a2a\u0a3e\u0a35\u0a3e\u0a02\u0a17\u0a47\u0964", "agree_label": "\u0a2e\u0a48\u0a28\u0a42\u0a70 \u0a38\u0a2e\u0a30\u0a40 \u0a15\u0a47\u0a05\u0a30 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a28\u0a39\u0a40\u0a02 \u0a1a\u0a3e\u0a39\u0a40\u0a26\u0a3e", "agree_hint": "\u0a05\u0a38\u0a40\u0a02 \u0a07\u0a38\u0a28\u0a42\u0a70 \u0a2c\u0a70\u0a26 \u0a15\u0a30\u0a28 \u0a35\u0a3e\u0a32\u0a3e \u0a15\u0a4b\u0a21 \u0a2a\u0a3e \u0a38\u0a15\u0a26\u0a47 \u0a39\u0a3e\u0a02\u0964", "unsure_label": "\u0a2e\u0a48\u0a28\u0a42\u0a70 \u0a2a\u0a71\u0a15\u0a3e \u0a2a\u0a24\u0a3e \u0a28\u0a39\u0a40\u0a02, \u0a15\u0a3f\u0a30\u0a2a\u0a3e \u0a15\u0a30\u0a15\u0a47 \u0a2e\u0a47\u0a30\u0a47 \u0a28\u0a3e\u0a32 \u0a38\u0a70\u0a2a\u0a30\u0a15 \u0a15\u0a30\u0a4b", "unsure_hint": "\u0a1c\u0a26 \u0a24\u0a71\u0a15 \u0a24\u0a41\u0a38\u0a40\u0a02 \u0a38\u0a4b\u0a1a\u0a26\u0a47 \u0a39\u0a4b, \u0a05\u0a38\u0a40\u0a02 \u0a15\u0a4b\u0a21 \u0a28\u0a39\u0a40\u0a02 \u0a2a\u0a3e\u0a35\u0a3e\u0a02\u0a17\u0a47\u0964", "proposal": ["\u0a24\u0a41\u0a39\u0a3e\u0a21\u0a47 \u0a38\u0a2e\u0a30\u0a40 \u0a15\u0a47\u0a05\u0a30 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a35\u0a3f\u0a71\u0a1a \u0a24\u0a41\u0a39\u0a3e\u0a21\u0a40\u0a06\u0a02 \u0a26\u0a35\u0a3e\u0a08\u0a06\u0a02, \u0a10\u0a32\u0a30\u0a1c\u0a40\u0a06\u0a02 \u0a05\u0a24\u0a47 \u0a26\u0a35\u0a3e\u0a08\u0a06\u0a02 \u0a26\u0a47 \u0a2e\u0a3e\u0a5c\u0a47 \u0a05\u0a38\u0a30 \u0a39\u0a41\u0a70\u0a26\u0a47 \u0a39\u0a28\u0964 \u0a07\u0a38 \u0a35\u0a3f\u0a71\u0a1a \u0a24\u0a41\u0a39\u0a3e\u0a21\u0a40 \u0a38\u0a3f\u0a39\u0a24 \u0a26\u0a40\u0a06\u0a02 \u0a38\u0a2e\u0a71\u0a38\u0a3f\u0a06\u0a35\u0a3e\u0a02 \u0a35\u0a40 \u0a39\u0a4b \u0a38\u0a15\u0a26\u0a40\u0a06\u0a02 \u0a39\u0a28\u0964", "\u0a07\u0a39 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a39\u0a4b\u0a35\u0a47 \u0a24\u0a3e\u0a02 \u0a39\u0a4b\u0a30 \u0a25\u0a3e\u0a35\u0a3e\u0a02 \u0a24\u0a47, \u0a1c\u0a3f\u0a35\u0a47\u0a02 \u0a39\u0a38\u0a2a\u0a24\u0a3e\u0a32 \u0a1c\u0a3e\u0a02 \u0a2b\u0a3e\u0a30\u0a2e\u0a47\u0a38\u0a40 \u0a35\u0a3f\u0a71\u0a1a, NHS \u0a26\u0a3e \u0a05\u0a2e\u0a32\u0a3e \u0a24\u0a41\u0a39\u0a3e\u0a21\u0a47 \u0a07\u0a32\u0a3e\u0a1c \u0a35\u0a47\u0a32\u0a47 \u0a07\u0a39 \u0a17\u0a71\u0a32\u0a3e\u0a02 \u0a26\u0a47\u0a16 \u0a38\u0a15\u0a26\u0a3e \u0a39\u0a48\u0964 \u0a1c\u0a47 \u0a39\u0a4b \u0a38\u0a15\u0a47 \u0a24\u0a3e\u0a02 \u0a09\u0a39 \u0a2a\u0a39\u0a3f\u0a32\u0a3e\u0a02 \u0a24\u0a41\u0a39\u0a3e\u0a28\u0a42\u0a70 \u0a2a\u0a41\u0a71\u0a1b\u0a26\u0a47 \u0a39\u0a28\u0964 \u0a10\u0a2e\u0a30\u0a1c\u0a48\u0a02\u0a38\u0a40 \u0a35\u0a3f\u0a71\u0a1a \u0a09\u0a39 \u0a2c\u0a3f\u0a28\u0a3e\u0a02 \u0a2a\u0a41\u0a71\u0a1b\u0a47 \u0a26\u0a47\u0a16 \u0a38\u0a15\u0a26\u0a47 \u0a39\u0a28\u0964", "\u0a07\u0a39 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a28\u0a3e \u0a39\u0a4b\u0a35\u0a47 \u0a24\u0a3e\u0a02 \u0a09\u0a39 \u0a09\u0a71\u0a25\u0a47 \u0a07\u0a39 \u0a17\u0a71\u0a32\u0a3e\u0a02 \u0a28\u0a39\u0a40\u0a02 \u0a26\u0a47\u0a16 \u0a38\u0a15\u0a26\u0a47\u0964 \u0a09\u0a39\u0a28\u0a3e\u0a02 \u0a28\u0a42\u0a70 \u0a24\u0a41\u0a39\u0a3e\u0a28\u0a42\u0a70, \u0a24\u0a41\u0a39\u0a3e\u0a21\u0a47 \u0a2a\u0a30\u0a3f\u0a35\u0a3e\u0a30 \u0a28\u0a42\u0a70 \u0a1c\u0a3e\u0a02 \u0a07\u0a38 \u0a2a\u0a4d\u0a30\u0a48\u0a15\u0a1f\u0a3f\u0a38 \u0a28\u0a42\u0a70 \u0a2a\u0a41\u0a71\u0a1b\u0a23\u0a3e \u0a2a\u0a35\u0a47\u0a17\u0a3e\u0964", "\u0a07\u0a38\u0a28\u0a42\u0a70 \u0a2c\u0a70\u0a26 \u0a15\u0a30\u0a28 \u0a32\u0a08 \u0a05\u0a38\u0a40\u0a02 \u0a24\u0a41\u0a39\u0a3e\u0a21\u0a47 GP \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a35\u0a3f\u0a71\u0a1a \u0a07\u0a71\u0a15 \u0a15\u0a4b\u0a21 \u0a2a\u0a3e\u0a35\u0a3e\u0a02\u0a17\u0a47\u0964 \u0a24\u0a41\u0a38\u0a40\u0a02 \u0a15\u0a26\u0a47 \u0a35\u0a40 \u0a06\u0a2a\u0a23\u0a3e \u0a2e\u0a28 \u0a2c\u0a26\u0a32 \u0a38\u0a15\u0a26\u0a47 \u0a39\u0a4b\u0964"], "kept_done": "\u0a24\u0a41\u0a38\u0a40\u0a02 \u0a38\u0a3e\u0a28\u0a42\u0a70 \u0a06\u0a2a\u0a23\u0a3e \u0a38\u0a2e\u0a30\u0a40 \u0a15\u0a47\u0a05\u0a30 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a30\u0a71\u0a16\u0a23 \u0a32\u0a08 \u0a15\u0a3f\u0a39\u0a3e \u0a39\u0a48\u0964 \u0a05\u0a38\u0a40\u0a02 \u0a15\u0a4b\u0a21 \u0a28\u0a39\u0a40\u0a02 \u0a2a\u0a3e\u0a35\u0a3e\u0a02\u0a17\u0a47\u0964", "agreed_done": "\u0a24\u0a41\u0a38\u0a40\u0a02 \u0a38\u0a3e\u0a28\u0a42\u0a70 \u0a26\u0a71\u0a38\u0a3f\u0a06 \u0a39\u0a48 \u0a15\u0a3f \u0a24\u0a41\u0a39\u0a3e\u0a28\u0a42\u0a70 \u0a38\u0a2e\u0a30\u0a40 \u0a15\u0a47\u0a05\u0a30 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a28\u0a39\u0a40\u0a02 \u0a1a\u0a3e\u0a39\u0a40\u0a26\u0a3e\u0964 \u0a05\u0a38\u0a40\u0a02 \u0a07\u0a38\u0a28\u0a42\u0a70 \u0a2c\u0a70\u0a26 \u0a15\u0a30\u0a28 \u0a35\u0a3e\u0a32\u0a3e \u0a15\u0a4b\u0a21 \u0a2a\u0a3e \u0a38\u0a15\u0a26\u0a47 \u0a39\u0a3e\u0a02\u0964", "unsure_done": "\u0a24\u0a41\u0a38\u0a40\u0a02 \u0a38\u0a3e\u0a28\u0a42\u0a70 \u0a26\u0a71\u0a38\u0a3f\u0a06 \u0a39\u0a48 \u0a15\u0a3f \u0a24\u0a41\u0a39\u0a3e\u0a28\u0a42\u0a70 \u0a2a\u0a71\u0a15\u0a3e \u0a2a\u0a24\u0a3e \u0a28\u0a39\u0a40\u0a02\u0964 \u0a05\u0a38\u0a40\u0a02 \u0a24\u0a41\u0a39\u0a3e\u0a21\u0a47 \u0a28\u0a3e\u0a32 \u0a38\u0a70\u0a2a\u0a30\u0a15 \u0a15\u0a30\u0a3e\u0a02\u0a17\u0a47, \u0a05\u0a24\u0a47 \u0a1c\u0a26 \u0a24\u0a71\u0a15 \u0a24\u0a41\u0a38\u0a40\u0a02 \u0a38\u0a4b\u0a1a\u0a26\u0a47 \u0a39\u0a4b, \u0a15\u0a4b\u0a21 \u0a28\u0a39\u0a40\u0a02 \u0a2a\u0a3e\u0a35\u0a3e\u0a02\u0a17\u0a47\u0964", "extent": {"question": "\u0a39\u0a4b\u0a30 \u0a25\u0a3e\u0a35\u0a3e\u0a02 \u0a24\u0a47 \u0a05\u0a2e\u0a32\u0a3e \u0a15\u0a40 \u0a26\u0a47\u0a16 \u0a38\u0a15\u0a26\u0a3e \u0a39\u0a48?", "core": "\u0a38\u0a3f\u0a30\u0a2b\u0a3c \u0a26\u0a35\u0a3e\u0a08\u0a06\u0a02, \u0a10\u0a32\u0a30\u0a1c\u0a40\u0a06\u0a02 \u0a05\u0a24\u0a47 \u0a26\u0a35\u0a3e\u0a08\u0a06\u0a02 \u0a26\u0a47 \u0a2e\u0a3e\u0a5c\u0a47 \u0a05\u0a38\u0a30", "additional": "\u0a07\u0a39 \u0a05\u0a24\u0a47 \u0a39\u0a4b\u0a30, \u0a1c\u0a3f\u0a35\u0a47\u0a02 \u0a38\u0a3f\u0a39\u0a24 \u0a26\u0a40\u0a06\u0a02 \u0a38\u0a2e\u0a71\u0a38\u0a3f\u0a06\u0a35\u0a3e\u0a02"}, "guardian": {"title": "\u0a05\u0a38\u0a40\u0a02 \u0a24\u0a41\u0a39\u0a3e\u0a21\u0a47 \u0a2c\u0a71\u0a1a\u0a47 \u0a26\u0a3e \u0a38\u0a2e\u0a30\u0a40 \u0a15\u0a47\u0a05\u0a30 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a2c\u0a70\u0a26 \u0a15\u0a30\u0a28\u0a3e \u0a1a\u0a3e\u0a39\u0a41\u0a70\u0a26\u0a47 \u0a39\u0a3e\u0a02\u0964 \u0a24\u0a41\u0a38\u0a40\u0a02 \u0a07\u0a38\u0a28\u0a42\u0a70 \u0a30\u0a71\u0a16 \u0a38\u0a15\u0a26\u0a47 \u0a39\u0a4b\u0964", "lead": "\u0a07\u0a39 \u0a24\u0a41\u0a39\u0a3e\u0a21\u0a47 \u0a2c\u0a71\u0a1a\u0a47 \u0a26\u0a47 GP \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a26\u0a40 \u0a07\u0a71\u0a15 \u0a1b\u0a4b\u0a1f\u0a40 \u0a28\u0a15\u0a32 \u0a39\u0a48\u0964 \u0a39\u0a4b\u0a30 \u0a25\u0a3e\u0a35\u0a3e\u0a02 \u0a24\u0a47 NHS \u0a26\u0a3e \u0a05\u0a2e\u0a32\u0a3e \u0a2c\u0a71\u0a1a\u0a47 \u0a26\u0a47 \u0a07\u0a32\u0a3e\u0a1c \u0a35\u0a47\u0a32\u0a47 \u0a07\u0a38\u0a28\u0a42\u0a70 \u0a26\u0a47\u0a16 \u0a38\u0a15\u0a26\u0a3e \u0a39\u0a48\u0964", "why": "\u0a1c\u0a26 \u0a24\u0a71\u0a15 \u0a24\u0a41\u0a38\u0a40\u0a02 \u0a28\u0a3e \u0a15\u0a39\u0a4b, \u0a05\u0a38\u0a40\u0a02 \u0a24\u0a41\u0a39\u0a3e\u0a21\u0a47 \u0a2c\u0a71\u0a1a\u0a47 \u0a26\u0a40 \u0a1c\u0a3e\u0a23\u0a15\u0a3e\u0a30\u0a40 \u0a18\u0a71\u0a1f \u0a38\u0a3e\u0a02\u0a1d\u0a40 \u0a15\u0a30\u0a28\u0a3e \u0a1a\u0a3e\u0a39\u0a41\u0a70\u0a26\u0a47 \u0a39\u0a3e\u0a02\u0964", "meaning": ["\u0a10\u0a2e\u0a30\u0a1c\u0a48\u0a02\u0a38\u0a40 \u0a35\u0a3f\u0a71\u0a1a \u0a39\u0a4b \u0a38\u0a15\u0a26\u0a3e \u0a39\u0a48 \u0a15\u0a3f \u0a39\u0a4b\u0a30 \u0a25\u0a3e\u0a35\u0a3e\u0a02 \u0a24\u0a47 \u0a05\u0a2e\u0a32\u0a47 \u0a28\u0a42\u0a70 \u0a2c\u0a71\u0a1a\u0a47 \u0a26\u0a40\u0a06\u0a02 \u0a26\u0a35\u0a3e\u0a08\u0a06\u0a02 \u0a1c\u0a3e\u0a02 \u0a10\u0a32\u0a30\u0a1c\u0a40\u0a06\u0a02 \u0a26\u0a3e \u0a2a\u0a24\u0a3e \u0a28\u0a3e \u0a39\u0a4b\u0a35\u0a47\u0964", "\u0a07\u0a38 \u0a2a\u0a4d\u0a30\u0a48\u0a15\u0a1f\u0a3f\u0a38 \u0a24\u0a4b\u0a02 \u0a2c\u0a3e\u0a39\u0a30 \u0a2c\u0a71\u0a1a\u0a47 \u0a26\u0a40 \u0a18\u0a71\u0a1f \u0a1c\u0a3e\u0a23\u0a15\u0a3e\u0a30\u0a40 \u0a26\u0a47\u0a16\u0a40 \u0a1c\u0a3e \u0a38\u0a15\u0a47\u0a17\u0a40\u0964", "\u0a07\u0a71\u0a25\u0a47 \u0a2c\u0a71\u0a1a\u0a47 \u0a26\u0a40 \u0a26\u0a47\u0a16\u0a2d\u0a3e\u0a32 \u0a28\u0a39\u0a40\u0a02 \u0a2c\u0a26\u0a32\u0a47\u0a17\u0a40\u0964"], "keep_label": "\u0a2e\u0a47\u0a30\u0a47 \u0a2c\u0a71\u0a1a\u0a47 \u0a26\u0a3e \u0a38\u0a2e\u0a30\u0a40 \u0a15\u0a47\u0a05\u0a30 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a30\u0a71\u0a16\u0a4b", "agree_label": "\u0a2e\u0a48\u0a28\u0a42\u0a70 \u0a06\u0a2a\u0a23\u0a47 \u0a2c\u0a71\u0a1a\u0a47 \u0a32\u0a08 \u0a38\u0a2e\u0a30\u0a40 \u0a15\u0a47\u0a05\u0a30 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a28\u0a39\u0a40\u0a02 \u0a1a\u0a3e\u0a39\u0a40\u0a26\u0a3e", "proposal": ["\u0a24\u0a41\u0a39\u0a3e\u0a21\u0a47 \u0a2c\u0a71\u0a1a\u0a47 \u0a26\u0a47 \u0a38\u0a2e\u0a30\u0a40 \u0a15\u0a47\u0a05\u0a30 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a35\u0a3f\u0a71\u0a1a \u0a09\u0a38\u0a26\u0a40\u0a06\u0a02 \u0a26\u0a35\u0a3e\u0a08\u0a06\u0a02, \u0a10\u0a32\u0a30\u0a1c\u0a40\u0a06\u0a02 \u0a05\u0a24\u0a47 \u0a26\u0a35\u0a3e\u0a08\u0a06\u0a02 \u0a26\u0a47 \u0a2e\u0a3e\u0a5c\u0a47 \u0a05\u0a38\u0a30 \u0a39\u0a41\u0a70\u0a26\u0a47 \u0a39\u0a28\u0964 \u0a07\u0a38 \u0a35\u0a3f\u0a71\u0a1a \u0a2c\u0a71\u0a1a\u0a47 \u0a26\u0a40 \u0a38\u0a3f\u0a39\u0a24 \u0a26\u0a40\u0a06\u0a02 \u0a38\u0a2e\u0a71\u0a38\u0a3f\u0a06\u0a35\u0a3e\u0a02 \u0a35\u0a40 \u0a39\u0a4b \u0a38\u0a15\u0a26\u0a40\u0a06\u0a02 \u0a39\u0a28\u0964", "\u0a07\u0a39 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a39\u0a4b\u0a35\u0a47 \u0a24\u0a3e\u0a02 \u0a39\u0a4b\u0a30 \u0a25\u0a3e\u0a35\u0a3e\u0a02 \u0a24\u0a47, \u0a1c\u0a3f\u0a35\u0a47\u0a02 \u0a39\u0a38\u0a2a\u0a24\u0a3e\u0a32 \u0a1c\u0a3e\u0a02 \u0a2b\u0a3e\u0a30\u0a2e\u0a47\u0a38\u0a40 \u0a35\u0a3f\u0a71\u0a1a, NHS \u0a26\u0a3e \u0a05\u0a2e\u0a32\u0a3e \u0a2c\u0a71\u0a1a\u0a47 \u0a26\u0a47 \u0a07\u0a32\u0a3e\u0a1c \u0a35\u0a47\u0a32\u0a47 \u0a07\u0a39 \u0a17\u0a71\u0a32\u0a3e\u0a02 \u0a26\u0a47\u0a16 \u0a38\u0a15\u0a26\u0a3e \u0a39\u0a48\u0964 \u0a1c\u0a47 \u0a39\u0a4b \u0a38\u0a15\u0a47 \u0a24\u0a3e\u0a02 \u0a09\u0a39 \u0a2a\u0a39\u0a3f\u0a32\u0a3e\u0a02 \u0a2a\u0a41\u0a71\u0a1b\u0a26\u0a47 \u0a39\u0a28\u0964 \u0a10\u0a2e\u0a30\u0a1c\u0a48\u0a02\u0a38\u0a40 \u0a35\u0a3f\u0a71\u0a1a \u0a09\u0a39 \u0a2c\u0a3f\u0a28\u0a3e\u0a02 \u0a2a\u0a41\u0a71\u0a1b\u0a47 \u0a26\u0a47\u0a16 \u0a38\u0a15\u0a26\u0a47 \u0a39\u0a28\u0964", "\u0a07\u0a39 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a28\u0a3e \u0a39\u0a4b\u0a35\u0a47 \u0a24\u0a3e\u0a02 \u0a09\u0a39 \u0a09\u0a71\u0a25\u0a47 \u0a07\u0a39 \u0a17\u0a71\u0a32\u0a3e\u0a02 \u0a28\u0a39\u0a40\u0a02 \u0a26\u0a47\u0a16 \u0a38\u0a15\u0a26\u0a47\u0964 \u0a09\u0a39\u0a28\u0a3e\u0a02 \u0a28\u0a42\u0a70 \u0a24\u0a41\u0a39\u0a3e\u0a28\u0a42\u0a70 \u0a1c\u0a3e\u0a02 \u0a07\u0a38 \u0a2a\u0a4d\u0a30\u0a48\u0a15\u0a1f\u0a3f\u0a38 \u0a28\u0a42\u0a70 \u0a2a\u0a41\u0a71\u0a1b\u0a23\u0a3e \u0a2a\u0a35\u0a47\u0a17\u0a3e\u0964", "\u0a07\u0a38\u0a28\u0a42\u0a70 \u0a2c\u0a70\u0a26 \u0a15\u0a30\u0a28 \u0a32\u0a08 \u0a05\u0a38\u0a40\u0a02 \u0a24\u0a41\u0a39\u0a3e\u0a21\u0a47 \u0a2c\u0a71\u0a1a\u0a47 \u0a26\u0a47 GP \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a35\u0a3f\u0a71\u0a1a \u0a07\u0a71\u0a15 \u0a15\u0a4b\u0a21 \u0a2a\u0a3e\u0a35\u0a3e\u0a02\u0a17\u0a47\u0964 \u0a24\u0a41\u0a38\u0a40\u0a02 \u0a15\u0a26\u0a47 \u0a35\u0a40 \u0a06\u0a2a\u0a23\u0a3e \u0a2e\u0a28 \u0a2c\u0a26\u0a32 \u0a38\u0a15\u0a26\u0a47 \u0a39\u0a4b\u0964"], "kept_done": "\u0a24\u0a41\u0a38\u0a40\u0a02 \u0a38\u0a3e\u0a28\u0a42\u0a70 \u0a06\u0a2a\u0a23\u0a47 \u0a2c\u0a71\u0a1a\u0a47 \u0a26\u0a3e \u0a38\u0a2e\u0a30\u0a40 \u0a15\u0a47\u0a05\u0a30 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a30\u0a71\u0a16\u0a23 \u0a32\u0a08 \u0a15\u0a3f\u0a39\u0a3e \u0a39\u0a48\u0964 \u0a05\u0a38\u0a40\u0a02 \u0a15\u0a4b\u0a21 \u0a28\u0a39\u0a40\u0a02 \u0a2a\u0a3e\u0a35\u0a3e\u0a02\u0a17\u0a47\u0964", "agreed_done": "\u0a24\u0a41\u0a38\u0a40\u0a02 \u0a38\u0a3e\u0a28\u0a42\u0a70 \u0a26\u0a71\u0a38\u0a3f\u0a06 \u0a39\u0a48 \u0a15\u0a3f \u0a24\u0a41\u0a39\u0a3e\u0a28\u0a42\u0a70 \u0a06\u0a2a\u0a23\u0a47 \u0a2c\u0a71\u0a1a\u0a47 \u0a32\u0a08 \u0a38\u0a2e\u0a30\u0a40 \u0a15\u0a47\u0a05\u0a30 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a28\u0a39\u0a40\u0a02 \u0a1a\u0a3e\u0a39\u0a40\u0a26\u0a3e\u0964 \u0a05\u0a38\u0a40\u0a02 \u0a07\u0a38\u0a28\u0a42\u0a70 \u0a2c\u0a70\u0a26 \u0a15\u0a30\u0a28 \u0a35\u0a3e\u0a32\u0a3e \u0a15\u0a4b\u0a21 \u0a2a\u0a3e \u0a38\u0a15\u0a26\u0a47 \u0a39\u0a3e\u0a02\u0964"}, "other": {"keep_label": "\u0a2e\u0a30\u0a40\u0a1c\u0a3c \u0a26\u0a3e \u0a38\u0a2e\u0a30\u0a40 \u0a15\u0a47\u0a05\u0a30 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a30\u0a71\u0a16\u0a4b", "agree_label": "\u0a2e\u0a30\u0a40\u0a1c\u0a3c \u0a28\u0a42\u0a70 \u0a38\u0a2e\u0a30\u0a40 \u0a15\u0a47\u0a05\u0a30 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a28\u0a39\u0a40\u0a02 \u0a1a\u0a3e\u0a39\u0a40\u0a26\u0a3e", "kept_done": "\u0a24\u0a41\u0a38\u0a40\u0a02 \u0a38\u0a3e\u0a28\u0a42\u0a70 \u0a2e\u0a30\u0a40\u0a1c\u0a3c \u0a26\u0a3e \u0a38\u0a2e\u0a30\u0a40 \u0a15\u0a47\u0a05\u0a30 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a30\u0a71\u0a16\u0a23 \u0a32\u0a08 \u0a15\u0a3f\u0a39\u0a3e \u0a39\u0a48\u0964 \u0a05\u0a38\u0a40\u0a02 \u0a15\u0a4b\u0a21 \u0a28\u0a39\u0a40\u0a02 \u0a2a\u0a3e\u0a35\u0a3e\u0a02\u0a17\u0a47\u0964", "agreed_done": "\u0a24\u0a41\u0a38\u0a40\u0a02 \u0a38\u0a3e\u0a28\u0a42\u0a70 \u0a26\u0a71\u0a38\u0a3f\u0a06 \u0a39\u0a48 \u0a15\u0a3f \u0a2e\u0a30\u0a40\u0a1c\u0a3c \u0a28\u0a42\u0a70 \u0a38\u0a2e\u0a30\u0a40 \u0a15\u0a47\u0a05\u0a30 \u0a30\u0a3f\u0a15\u0a3e\u0a30\u0a21 \u0a28\u0a39\u0a40\u0a02 \u0a1a\u0a3e\u0a39\u0a40\u0a26\u0a3e\u0964 \u0a05\u0a38\u0a40\u0a02 \u0a07\u0a38\u0a28\u0a42\u0a70 \u0a2c\u0a70\u0a26 \u0a15\u0a30\u0a28 \u0a35\u0a3e\u0a32\u0a3e \u0a15\u0a4b\u0a21 \u0a2a\u0a3e \u0a38\u0a15\u0a26\u0a47 \u0a39\u0a3e\u0a02\u0964"}, "language": "pa", "direction": "ltr", "text_number": "", "asks_extent": false, "practice_name": "Riverside Surgery", "practice_phone": "01632 960000", "practice_address": "1 Station Road, Blackwater, Surrey, GU17 9XX", "practice_hours": "Monday to Friday, 8am to 6.30pm", "practice_email": "desk@example.com", "privacy_url": "https://example.com/privacy", "campaign_status": "running"}','2026-11-23 10:00:00.000000');
INSERT INTO "published_page" VALUES(4,1,'pl',1,'{"title": "Planujemy zamkn\u0105\u0107 Pa\u0144stwa Summary Care Record. Mo\u017cna go zachowa\u0107.", "lead": "To kr\u00f3tka kopia dokumentacji GP. Personel NHS gdzie indziej mo\u017ce do niej zajrze\u0107 podczas leczenia.", "why": "Chcemy udost\u0119pnia\u0107 mniej danych, chyba \u017ce Pa\u0144stwo o to poprosz\u0105.", "meaning": ["W nag\u0142ym wypadku personel gdzie indziej mo\u017ce nie zna\u0107 lek\u00f3w ani alergii.", "Poza przychodni\u0105 b\u0119dzie wida\u0107 mniej danych.", "Opieka w tej przychodni si\u0119 nie zmieni."], "nothing": "Bez odpowiedzi mo\u017cemy doda\u0107 kod, kt\u00f3ry go zamknie.", "question": "Czego Pa\u0144stwo chc\u0105?", "keep_label": "Zachowa\u0107 m\u00f3j Summary Care Record", "keep_hint": "Nic si\u0119 nie zmieni. Nie dodamy kodu.", "agree_label": "Nie chc\u0119 mie\u0107 Summary Care Record", "agree_hint": "Mo\u017cemy doda\u0107 kod, kt\u00f3ry go zamknie.", "unsure_label": "Nie wiem, prosz\u0119 o kontakt", "unsure_hint": "Nie dodamy kodu, dop\u00f3ki trwa decyzja.", "proposal": ["W Pa\u0144stwa Summary Care Record s\u0105 leki, alergie i z\u0142e reakcje na leki. Mog\u0105 w nim by\u0107 tak\u017ce problemy zdrowotne.", "Je\u015bli on jest, personel NHS w innych miejscach, na przyk\u0142ad w szpitalu albo w aptece, mo\u017ce to sprawdzi\u0107, kiedy Pa\u0144stwa leczy. Je\u015bli mo\u017ce, najpierw pyta. W nag\u0142ym wypadku mo\u017ce zajrze\u0107 bez pytania.", "Je\u015bli go nie ma, nie mo\u017cna tego tam sprawdzi\u0107. Trzeba zapyta\u0107 Pa\u0144stwa, rodzin\u0119 albo t\u0119 przychodni\u0119.", "\u017beby go zamkn\u0105\u0107, dodaliby\u015bmy kod do Pa\u0144stwa dokumentacji GP. Zdanie mo\u017cna zmieni\u0107 w ka\u017cdej chwili."], "kept_done": "Mamy zachowa\u0107 Pa\u0144stwa Summary Care Record. Nie dodamy kodu.", "agreed_done": "Nie chc\u0105 Pa\u0144stwo mie\u0107 Summary Care Record. Mo\u017cemy doda\u0107 kod, kt\u00f3ry go zamknie.", "unsure_done": "Nie wiedz\u0105 Pa\u0144stwo jeszcze, czego chc\u0105. Skontaktujemy si\u0119 z Pa\u0144stwem i nie dodamy kodu, dop\u00f3ki trwa decyzja.", "extent": {"question": "Co mo\u017ce widzie\u0107 personel w innych miejscach?", "core": "Tylko leki, alergie i z\u0142e reakcje na leki", "additional": "To i wi\u0119cej, na przyk\u0142ad problemy zdrowotne"}, "guardian": {"title": "Planujemy zamkn\u0105\u0107 Summary Care Record Pa\u0144stwa dziecka. Mo\u017cna go zachowa\u0107.", "lead": "To kr\u00f3tka kopia dokumentacji GP dziecka. Personel NHS gdzie indziej mo\u017ce do niej zajrze\u0107 podczas leczenia.", "why": "Chcemy udost\u0119pnia\u0107 mniej jego danych, chyba \u017ce Pa\u0144stwo o to poprosz\u0105.", "meaning": ["W nag\u0142ym wypadku personel gdzie indziej mo\u017ce nie zna\u0107 lek\u00f3w ani alergii dziecka.", "Poza przychodni\u0105 b\u0119dzie wida\u0107 mniej danych.", "Opieka w tej przychodni si\u0119 nie zmieni."], "keep_label": "Zachowa\u0107 Summary Care Record mojego dziecka", "agree_label": "Nie chc\u0119 Summary Care Record dla mojego dziecka", "proposal": ["W Summary Care Record Pa\u0144stwa dziecka s\u0105 jego leki, alergie i z\u0142e reakcje na leki. Mog\u0105 w nim by\u0107 tak\u017ce jego problemy zdrowotne.", "Je\u015bli on jest, personel NHS w innych miejscach, na przyk\u0142ad w szpitalu albo w aptece, mo\u017ce to sprawdzi\u0107, kiedy leczy dziecko. Je\u015bli mo\u017ce, najpierw pyta. W nag\u0142ym wypadku mo\u017ce zajrze\u0107 bez pytania.", "Je\u015bli go nie ma, nie mo\u017cna tego tam sprawdzi\u0107. Trzeba zapyta\u0107 Pa\u0144stwa albo t\u0119 przychodni\u0119.", "\u017beby go zamkn\u0105\u0107, dodaliby\u015bmy kod do dokumentacji GP dziecka. Zdanie mo\u017cna zmieni\u0107 w ka\u017cdej chwili."], "kept_done": "Mamy zachowa\u0107 Summary Care Record Pa\u0144stwa dziecka. Nie dodamy kodu.", "agreed_done": "Nie chc\u0105 Pa\u0144stwo Summary Care Record dla dziecka. Mo\u017cemy doda\u0107 kod, kt\u00f3ry go zamknie."}, "other": {"keep_label": "Zachowa\u0107 Summary Care Record pacjenta", "agree_label": "Pacjent nie chce mie\u0107 Summary Care Record", "kept_done": "Mamy zachowa\u0107 Summary Care Record pacjenta. Nie dodamy kodu.", "agreed_done": "Pacjent nie chce mie\u0107 Summary Care Record. Mo\u017cemy doda\u0107 kod, kt\u00f3ry go zamknie."}, "language": "pl", "direction": "ltr", "text_number": "", "asks_extent": false, "practice_name": "Riverside Surgery", "practice_phone": "01632 960000", "practice_address": "1 Station Road, Blackwater, Surrey, GU17 9XX", "practice_hours": "Monday to Friday, 8am to 6.30pm", "practice_email": "desk@example.com", "privacy_url": "https://example.com/privacy", "campaign_status": "running"}','2026-11-23 10:00:00.000000');
INSERT INTO "published_page" VALUES(5,1,'ur',1,'{"title": "\u06c1\u0645 \u0622\u067e \u06a9\u0627 \u0633\u0645\u0631\u06cc \u06a9\u06cc\u0626\u0631 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0628\u0646\u062f \u06a9\u0631\u0646\u0627 \u0686\u0627\u06c1\u062a\u06d2 \u06c1\u06cc\u06ba\u060c \u0622\u067e \u0631\u06a9\u06be \u0633\u06a9\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4", "lead": "\u06cc\u06c1 \u0622\u067e \u06a9\u06d2 GP \u0631\u06cc\u06a9\u0627\u0631\u0688 \u06a9\u06cc \u0645\u062e\u062a\u0635\u0631 \u0646\u0642\u0644 \u06c1\u06d2\u06d4 \u062f\u0648\u0633\u0631\u06cc \u062c\u06af\u06c1\u0648\u06ba \u067e\u0631 NHS \u06a9\u0627 \u0639\u0645\u0644\u06c1 \u0639\u0644\u0627\u062c \u06a9\u06d2 \u0648\u0642\u062a \u0627\u0633\u06d2 \u062f\u06cc\u06a9\u06be \u0633\u06a9\u062a\u0627 \u06c1\u06d2\u06d4", "why": "\u062c\u0628 \u062a\u06a9 \u0622\u067e \u0646\u06c1 \u06a9\u06c1\u06cc\u06ba\u060c \u06c1\u0645 \u0622\u067e \u06a9\u06cc \u0645\u0639\u0644\u0648\u0645\u0627\u062a \u06a9\u0645 \u0634\u06cc\u0626\u0631 \u06a9\u0631\u0646\u0627 \u0686\u0627\u06c1\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4", "meaning": ["\u06c1\u0646\u06af\u0627\u0645\u06cc \u062d\u0627\u0644\u062a \u0645\u06cc\u06ba \u062f\u0648\u0633\u0631\u06cc \u062c\u06af\u06c1\u0648\u06ba \u067e\u0631 \u0639\u0645\u0644\u06d2 \u06a9\u0648 \u0634\u0627\u06cc\u062f \u0622\u067e \u06a9\u06cc \u062f\u0648\u0627\u0624\u06ba \u06cc\u0627 \u0627\u0644\u0631\u062c\u06cc \u06a9\u0627 \u0639\u0644\u0645 \u0646\u06c1 \u06c1\u0648\u06d4", "\u0627\u0633 \u067e\u0631\u06cc\u06a9\u0679\u0633 \u0633\u06d2 \u0628\u0627\u06c1\u0631 \u0622\u067e \u06a9\u06cc \u06a9\u0645 \u0645\u0639\u0644\u0648\u0645\u0627\u062a \u062f\u06cc\u06a9\u06be\u06cc \u062c\u0627 \u0633\u06a9\u06cc\u06ba \u06af\u06cc\u06d4", "\u06cc\u06c1\u0627\u06ba \u0622\u067e \u06a9\u06cc \u062f\u06cc\u06a9\u06be \u0628\u06be\u0627\u0644 \u062a\u0628\u062f\u06cc\u0644 \u0646\u06c1\u06cc\u06ba \u06c1\u0648\u06af\u06cc\u06d4"], "nothing": "\u0627\u06af\u0631 \u0622\u067e \u062c\u0648\u0627\u0628 \u0646\u06c1 \u062f\u06cc\u06ba \u062a\u0648 \u06c1\u0645 \u0627\u0633\u06d2 \u0628\u0646\u062f \u06a9\u0631\u0646\u06d2 \u0648\u0627\u0644\u0627 \u06a9\u0648\u0688 \u0644\u06af\u0627 \u0633\u06a9\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4", "question": "\u0622\u067e \u06a9\u06cc\u0627 \u0686\u0627\u06c1\u062a\u06d2 \u06c1\u06cc\u06ba\u061f", "keep_label": "\u0645\u06cc\u0631\u0627 \u0633\u0645\u0631\u06cc \u06a9\u06cc\u0626\u0631 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0631\u06a9\u06be\u06cc\u06ba", "keep_hint": "\u06a9\u0686\u06be \u0646\u06c1\u06cc\u06ba \u0628\u062f\u0644\u06d2 \u06af\u0627\u06d4 \u06c1\u0645 \u06a9\u0648\u0688 \u0646\u06c1\u06cc\u06ba \u0644\u06af\u0627\u0626\u06cc\u06ba \u06af\u06d2\u06d4", "agree_label": "\u0645\u062c\u06be\u06d2 \u0633\u0645\u0631\u06cc \u06a9\u06cc\u0626\u0631 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0646\u06c1\u06cc\u06ba \u0686\u0627\u06c1\u06cc\u06d2", "agree_hint": "\u06c1\u0645 \u0627\u0633\u06d2 \u0628\u0646\u062f \u06a9\u0631\u0646\u06d2 \u0648\u0627\u0644\u0627 \u06a9\u0648\u0688 \u0644\u06af\u0627 \u0633\u06a9\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4", "unsure_label": "\u0645\u062c\u06be\u06d2 \u06cc\u0642\u06cc\u0646 \u0646\u06c1\u06cc\u06ba\u060c \u0628\u0631\u0627\u06c1 \u06a9\u0631\u0645 \u0645\u062c\u06be \u0633\u06d2 \u0631\u0627\u0628\u0637\u06c1 \u06a9\u0631\u06cc\u06ba", "unsure_hint": "\u062c\u0628 \u062a\u06a9 \u0622\u067e \u0633\u0648\u0686 \u0631\u06c1\u06d2 \u06c1\u06cc\u06ba\u060c \u06c1\u0645 \u06a9\u0648\u0688 \u0646\u06c1\u06cc\u06ba \u0644\u06af\u0627\u0626\u06cc\u06ba \u06af\u06d2\u06d4", "proposal": ["\u0622\u067e \u06a9\u06d2 \u0633\u0645\u0631\u06cc \u06a9\u06cc\u0626\u0631 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0645\u06cc\u06ba \u0622\u067e \u06a9\u06cc \u062f\u0648\u0627\u0626\u06cc\u06ba\u060c \u0622\u067e \u06a9\u06cc \u0627\u0644\u0631\u062c\u06cc \u0627\u0648\u0631 \u062f\u0648\u0627\u0624\u06ba \u06a9\u06d2 \u0628\u0631\u06d2 \u0627\u062b\u0631\u0627\u062a \u0644\u06a9\u06be\u06d2 \u06c1\u0648\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4 \u0627\u0633 \u0645\u06cc\u06ba \u0622\u067e \u06a9\u06d2 \u0635\u062d\u062a \u06a9\u06d2 \u0645\u0633\u0627\u0626\u0644 \u0628\u06be\u06cc \u06c1\u0648 \u0633\u06a9\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4", "\u06cc\u06c1 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u06c1\u0648 \u062a\u0648 \u062f\u0648\u0633\u0631\u06cc \u062c\u06af\u06c1\u0648\u06ba \u067e\u0631\u060c \u062c\u06cc\u0633\u06d2 \u06c1\u0633\u067e\u062a\u0627\u0644 \u06cc\u0627 \u0641\u0627\u0631\u0645\u06cc\u0633\u06cc \u0645\u06cc\u06ba\u060c NHS \u06a9\u0627 \u0639\u0645\u0644\u06c1 \u0622\u067e \u06a9\u06d2 \u0639\u0644\u0627\u062c \u06a9\u06d2 \u0648\u0642\u062a \u06cc\u06c1 \u0628\u0627\u062a\u06cc\u06ba \u062f\u06cc\u06a9\u06be \u0633\u06a9\u062a\u0627 \u06c1\u06d2\u06d4 \u0645\u0645\u06a9\u0646 \u06c1\u0648 \u062a\u0648 \u0648\u06c1 \u067e\u06c1\u0644\u06d2 \u0622\u067e \u0633\u06d2 \u067e\u0648\u0686\u06be\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4 \u06c1\u0646\u06af\u0627\u0645\u06cc \u062d\u0627\u0644\u062a \u0645\u06cc\u06ba \u0648\u06c1 \u067e\u0648\u0686\u06be\u06d2 \u0628\u063a\u06cc\u0631 \u062f\u06cc\u06a9\u06be \u0633\u06a9\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4", "\u06cc\u06c1 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0646\u06c1 \u06c1\u0648 \u062a\u0648 \u0648\u06c1 \u06cc\u06c1 \u0628\u0627\u062a\u06cc\u06ba \u0648\u06c1\u0627\u06ba \u0646\u06c1\u06cc\u06ba \u062f\u06cc\u06a9\u06be \u0633\u06a9\u062a\u06d2\u06d4 \u0627\u0646\u06c1\u06cc\u06ba \u0622\u067e \u0633\u06d2\u060c \u0622\u067e \u06a9\u06d2 \u06af\u06be\u0631 \u0648\u0627\u0644\u0648\u06ba \u0633\u06d2 \u06cc\u0627 \u0627\u0633 \u067e\u0631\u06cc\u06a9\u0679\u0633 \u0633\u06d2 \u067e\u0648\u0686\u06be\u0646\u0627 \u067e\u0691\u06d2 \u06af\u0627\u06d4", "\u0627\u0633\u06d2 \u0628\u0646\u062f \u06a9\u0631\u0646\u06d2 \u06a9\u06d2 \u0644\u06cc\u06d2 \u06c1\u0645 \u0622\u067e \u06a9\u06d2 GP \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0645\u06cc\u06ba \u0627\u06cc\u06a9 \u06a9\u0648\u0688 \u0644\u06af\u0627\u0626\u06cc\u06ba \u06af\u06d2\u06d4 \u0622\u067e \u06a9\u0628\u06be\u06cc \u0628\u06be\u06cc \u0627\u0631\u0627\u062f\u06c1 \u0628\u062f\u0644 \u0633\u06a9\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4"], "kept_done": "\u0622\u067e \u0646\u06d2 \u06c1\u0645\u06cc\u06ba \u0627\u067e\u0646\u0627 \u0633\u0645\u0631\u06cc \u06a9\u06cc\u0626\u0631 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0631\u06a9\u06be\u0646\u06d2 \u06a9\u0648 \u06a9\u06c1\u0627 \u06c1\u06d2\u06d4 \u06c1\u0645 \u06a9\u0648\u0688 \u0646\u06c1\u06cc\u06ba \u0644\u06af\u0627\u0626\u06cc\u06ba \u06af\u06d2\u06d4", "agreed_done": "\u0622\u067e \u0646\u06d2 \u06c1\u0645\u06cc\u06ba \u0628\u062a\u0627\u06cc\u0627 \u06c1\u06d2 \u06a9\u06c1 \u0622\u067e \u06a9\u0648 \u0633\u0645\u0631\u06cc \u06a9\u06cc\u0626\u0631 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0646\u06c1\u06cc\u06ba \u0686\u0627\u06c1\u06cc\u06d2\u06d4 \u06c1\u0645 \u0627\u0633\u06d2 \u0628\u0646\u062f \u06a9\u0631\u0646\u06d2 \u0648\u0627\u0644\u0627 \u06a9\u0648\u0688 \u0644\u06af\u0627 \u0633\u06a9\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4", "unsure_done": "\u0622\u067e \u0646\u06d2 \u06c1\u0645\u06cc\u06ba \u0628\u062a\u0627\u06cc\u0627 \u06c1\u06d2 \u06a9\u06c1 \u0622\u067e \u06a9\u0648 \u06cc\u0642\u06cc\u0646 \u0646\u06c1\u06cc\u06ba\u06d4 \u06c1\u0645 \u0622\u067e \u0633\u06d2 \u0631\u0627\u0628\u0637\u06c1 \u06a9\u0631\u06cc\u06ba \u06af\u06d2\u060c \u0627\u0648\u0631 \u062c\u0628 \u062a\u06a9 \u0622\u067e \u0633\u0648\u0686 \u0631\u06c1\u06d2 \u06c1\u06cc\u06ba\u060c \u06a9\u0648\u0688 \u0646\u06c1\u06cc\u06ba \u0644\u06af\u0627\u0626\u06cc\u06ba \u06af\u06d2\u06d4", "extent": {"question": "\u062f\u0648\u0633\u0631\u06cc \u062c\u06af\u06c1\u0648\u06ba \u067e\u0631 \u0639\u0645\u0644\u06c1 \u06a9\u06cc\u0627 \u062f\u06cc\u06a9\u06be \u0633\u06a9\u062a\u0627 \u06c1\u06d2\u061f", "core": "\u0635\u0631\u0641 \u062f\u0648\u0627\u0626\u06cc\u06ba\u060c \u0627\u0644\u0631\u062c\u06cc \u0627\u0648\u0631 \u062f\u0648\u0627\u0624\u06ba \u06a9\u06d2 \u0628\u0631\u06d2 \u0627\u062b\u0631\u0627\u062a", "additional": "\u06cc\u06c1 \u0627\u0648\u0631 \u0645\u0632\u06cc\u062f \u0645\u0639\u0644\u0648\u0645\u0627\u062a\u060c \u062c\u06cc\u0633\u06d2 \u0635\u062d\u062a \u06a9\u06d2 \u0645\u0633\u0627\u0626\u0644"}, "guardian": {"title": "\u06c1\u0645 \u0622\u067e \u06a9\u06d2 \u0628\u0686\u06d2 \u06a9\u0627 \u0633\u0645\u0631\u06cc \u06a9\u06cc\u0626\u0631 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0628\u0646\u062f \u06a9\u0631\u0646\u0627 \u0686\u0627\u06c1\u062a\u06d2 \u06c1\u06cc\u06ba\u060c \u0622\u067e \u0631\u06a9\u06be \u0633\u06a9\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4", "lead": "\u06cc\u06c1 \u0622\u067e \u06a9\u06d2 \u0628\u0686\u06d2 \u06a9\u06d2 GP \u0631\u06cc\u06a9\u0627\u0631\u0688 \u06a9\u06cc \u0645\u062e\u062a\u0635\u0631 \u0646\u0642\u0644 \u06c1\u06d2\u06d4 \u062f\u0648\u0633\u0631\u06cc \u062c\u06af\u06c1\u0648\u06ba \u067e\u0631 NHS \u06a9\u0627 \u0639\u0645\u0644\u06c1 \u0628\u0686\u06d2 \u06a9\u06d2 \u0639\u0644\u0627\u062c \u06a9\u06d2 \u0648\u0642\u062a \u0627\u0633\u06d2 \u062f\u06cc\u06a9\u06be \u0633\u06a9\u062a\u0627 \u06c1\u06d2\u06d4", "why": "\u062c\u0628 \u062a\u06a9 \u0622\u067e \u0646\u06c1 \u06a9\u06c1\u06cc\u06ba\u060c \u06c1\u0645 \u0622\u067e \u06a9\u06d2 \u0628\u0686\u06d2 \u06a9\u06cc \u0645\u0639\u0644\u0648\u0645\u0627\u062a \u06a9\u0645 \u0634\u06cc\u0626\u0631 \u06a9\u0631\u0646\u0627 \u0686\u0627\u06c1\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4", "meaning": ["\u06c1\u0646\u06af\u0627\u0645\u06cc \u062d\u0627\u0644\u062a \u0645\u06cc\u06ba \u062f\u0648\u0633\u0631\u06cc \u062c\u06af\u06c1\u0648\u06ba \u067e\u0631 \u0639\u0645\u0644\u06d2 \u06a9\u0648 \u0634\u0627\u06cc\u062f \u0628\u0686\u06d2 \u06a9\u06cc \u062f\u0648\u0627\u0624\u06ba \u06cc\u0627 \u0627\u0644\u0631\u062c\u06cc \u06a9\u0627 \u0639\u0644\u0645 \u0646\u06c1 \u06c1\u0648\u06d4", "\u0627\u0633 \u067e\u0631\u06cc\u06a9\u0679\u0633 \u0633\u06d2 \u0628\u0627\u06c1\u0631 \u0628\u0686\u06d2 \u06a9\u06cc \u06a9\u0645 \u0645\u0639\u0644\u0648\u0645\u0627\u062a \u062f\u06cc\u06a9\u06be\u06cc \u062c\u0627 \u0633\u06a9\u06cc\u06ba \u06af\u06cc\u06d4", "\u06cc\u06c1\u0627\u06ba \u0628\u0686\u06d2 \u06a9\u06cc \u062f\u06cc\u06a9\u06be \u0628\u06be\u0627\u0644 \u062a\u0628\u062f\u06cc\u0644 \u0646\u06c1\u06cc\u06ba \u06c1\u0648\u06af\u06cc\u06d4"], "keep_label": "\u0628\u0686\u06d2 \u06a9\u0627 \u0633\u0645\u0631\u06cc \u06a9\u06cc\u0626\u0631 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0631\u06a9\u06be\u06cc\u06ba", "agree_label": "\u0628\u0686\u06d2 \u06a9\u0627 \u0633\u0645\u0631\u06cc \u06a9\u06cc\u0626\u0631 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0646\u06c1\u06cc\u06ba \u0686\u0627\u06c1\u06cc\u06d2", "proposal": ["\u0622\u067e \u06a9\u06d2 \u0628\u0686\u06d2 \u06a9\u06d2 \u0633\u0645\u0631\u06cc \u06a9\u06cc\u0626\u0631 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0645\u06cc\u06ba \u0627\u0633 \u06a9\u06cc \u062f\u0648\u0627\u0626\u06cc\u06ba\u060c \u0627\u0633 \u06a9\u06cc \u0627\u0644\u0631\u062c\u06cc \u0627\u0648\u0631 \u062f\u0648\u0627\u0624\u06ba \u06a9\u06d2 \u0628\u0631\u06d2 \u0627\u062b\u0631\u0627\u062a \u0644\u06a9\u06be\u06d2 \u06c1\u0648\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4 \u0627\u0633 \u0645\u06cc\u06ba \u0628\u0686\u06d2 \u06a9\u06d2 \u0635\u062d\u062a \u06a9\u06d2 \u0645\u0633\u0627\u0626\u0644 \u0628\u06be\u06cc \u06c1\u0648 \u0633\u06a9\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4", "\u06cc\u06c1 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u06c1\u0648 \u062a\u0648 \u062f\u0648\u0633\u0631\u06cc \u062c\u06af\u06c1\u0648\u06ba \u067e\u0631\u060c \u062c\u06cc\u0633\u06d2 \u06c1\u0633\u067e\u062a\u0627\u0644 \u06cc\u0627 \u0641\u0627\u0631\u0645\u06cc\u0633\u06cc \u0645\u06cc\u06ba\u060c NHS \u06a9\u0627 \u0639\u0645\u0644\u06c1 \u0628\u0686\u06d2 \u06a9\u06d2 \u0639\u0644\u0627\u062c \u06a9\u06d2 \u0648\u0642\u062a \u06cc\u06c1 \u0628\u0627\u062a\u06cc\u06ba \u062f\u06cc\u06a9\u06be \u0633\u06a9\u062a\u0627 \u06c1\u06d2\u06d4 \u0645\u0645\u06a9\u0646 \u06c1\u0648 \u062a\u0648 \u0648\u06c1 \u067e\u06c1\u0644\u06d2 \u067e\u0648\u0686\u06be\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4 \u06c1\u0646\u06af\u0627\u0645\u06cc \u062d\u0627\u0644\u062a \u0645\u06cc\u06ba \u0648\u06c1 \u067e\u0648\u0686\u06be\u06d2 \u0628\u063a\u06cc\u0631 \u062f\u06cc\u06a9\u06be \u0633\u06a9\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4", "\u06cc\u06c1 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0646\u06c1 \u06c1\u0648 \u062a\u0648 \u0648\u06c1 \u06cc\u06c1 \u0628\u0627\u062a\u06cc\u06ba \u0648\u06c1\u0627\u06ba \u0646\u06c1\u06cc\u06ba \u062f\u06cc\u06a9\u06be \u0633\u06a9\u062a\u06d2\u06d4 \u0627\u0646\u06c1\u06cc\u06ba \u0622\u067e \u0633\u06d2 \u06cc\u0627 \u0627\u0633 \u067e\u0631\u06cc\u06a9\u0679\u0633 \u0633\u06d2 \u067e\u0648\u0686\u06be\u0646\u0627 \u067e\u0691\u06d2 \u06af\u0627\u06d4", "\u0627\u0633\u06d2 \u0628\u0646\u062f \u06a9\u0631\u0646\u06d2 \u06a9\u06d2 \u0644\u06cc\u06d2 \u06c1\u0645 \u0622\u067e \u06a9\u06d2 \u0628\u0686\u06d2 \u06a9\u06d2 GP \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0645\u06cc\u06ba \u0627\u06cc\u06a9 \u06a9\u0648\u0688 \u0644\u06af\u0627\u0626\u06cc\u06ba \u06af\u06d2\u06d4 \u0622\u067e \u06a9\u0628\u06be\u06cc \u0628\u06be\u06cc \u0627\u0631\u0627\u062f\u06c1 \u0628\u062f\u0644 \u0633\u06a9\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4"], "kept_done": "\u0622\u067e \u0646\u06d2 \u06c1\u0645\u06cc\u06ba \u0627\u067e\u0646\u06d2 \u0628\u0686\u06d2 \u06a9\u0627 \u0633\u0645\u0631\u06cc \u06a9\u06cc\u0626\u0631 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0631\u06a9\u06be\u0646\u06d2 \u06a9\u0648 \u06a9\u06c1\u0627 \u06c1\u06d2\u06d4 \u06c1\u0645 \u06a9\u0648\u0688 \u0646\u06c1\u06cc\u06ba \u0644\u06af\u0627\u0626\u06cc\u06ba \u06af\u06d2\u06d4", "agreed_done": "\u0622\u067e \u0646\u06d2 \u06c1\u0645\u06cc\u06ba \u0628\u062a\u0627\u06cc\u0627 \u06c1\u06d2 \u06a9\u06c1 \u0622\u067e \u06a9\u0648 \u0627\u067e\u0646\u06d2 \u0628\u0686\u06d2 \u06a9\u0627 \u0633\u0645\u0631\u06cc \u06a9\u06cc\u0626\u0631 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0646\u06c1\u06cc\u06ba \u0686\u0627\u06c1\u06cc\u06d2\u06d4 \u06c1\u0645 \u0627\u0633\u06d2 \u0628\u0646\u062f \u06a9\u0631\u0646\u06d2 \u0648\u0627\u0644\u0627 \u06a9\u0648\u0688 \u0644\u06af\u0627 \u0633\u06a9\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4"}, "other": {"keep_label": "\u0645\u0631\u06cc\u0636 \u06a9\u0627 \u0633\u0645\u0631\u06cc \u06a9\u06cc\u0626\u0631 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0631\u06a9\u06be\u06cc\u06ba", "agree_label": "\u0645\u0631\u06cc\u0636 \u06a9\u0648 \u0633\u0645\u0631\u06cc \u06a9\u06cc\u0626\u0631 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0646\u06c1\u06cc\u06ba \u0686\u0627\u06c1\u06cc\u06d2", "kept_done": "\u0622\u067e \u0646\u06d2 \u06c1\u0645\u06cc\u06ba \u0645\u0631\u06cc\u0636 \u06a9\u0627 \u0633\u0645\u0631\u06cc \u06a9\u06cc\u0626\u0631 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0631\u06a9\u06be\u0646\u06d2 \u06a9\u0648 \u06a9\u06c1\u0627 \u06c1\u06d2\u06d4 \u06c1\u0645 \u06a9\u0648\u0688 \u0646\u06c1\u06cc\u06ba \u0644\u06af\u0627\u0626\u06cc\u06ba \u06af\u06d2\u06d4", "agreed_done": "\u0622\u067e \u0646\u06d2 \u06c1\u0645\u06cc\u06ba \u0628\u062a\u0627\u06cc\u0627 \u06c1\u06d2 \u06a9\u06c1 \u0645\u0631\u06cc\u0636 \u06a9\u0648 \u0633\u0645\u0631\u06cc \u06a9\u06cc\u0626\u0631 \u0631\u06cc\u06a9\u0627\u0631\u0688 \u0646\u06c1\u06cc\u06ba \u0686\u0627\u06c1\u06cc\u06d2\u06d4 \u06c1\u0645 \u0627\u0633\u06d2 \u0628\u0646\u062f \u06a9\u0631\u0646\u06d2 \u0648\u0627\u0644\u0627 \u06a9\u0648\u0688 \u0644\u06af\u0627 \u0633\u06a9\u062a\u06d2 \u06c1\u06cc\u06ba\u06d4"}, "language": "ur", "direction": "rtl", "text_number": "", "asks_extent": false, "practice_name": "Riverside Surgery", "practice_phone": "01632 960000", "practice_address": "1 Station Road, Blackwater, Surrey, GU17 9XX", "practice_hours": "Monday to Friday, 8am to 6.30pm", "practice_email": "desk@example.com", "privacy_url": "https://example.com/privacy", "campaign_status": "running"}','2026-11-23 10:00:00.000000');
CREATE TABLE receipt (
	id INTEGER NOT NULL, 
	delivery_id INTEGER, 
	provider VARCHAR(24) NOT NULL, 
	event_id VARCHAR(120) NOT NULL, 
	kind VARCHAR(24) NOT NULL, 
	raw JSON NOT NULL, 
	reported_at DATETIME NOT NULL, 
	received_at DATETIME NOT NULL, 
	CONSTRAINT pk_receipt PRIMARY KEY (id), 
	CONSTRAINT fk_receipt_delivery_id FOREIGN KEY(delivery_id) REFERENCES delivery (id), 
	CONSTRAINT uq_receipt_provider_event_id UNIQUE (provider, event_id), 
	CONSTRAINT ck_receipt_reportkind CHECK (kind IN ('accepted', 'delivered', 'posted', 'failed', 'noted'))
);
INSERT INTO "receipt" VALUES(1,7,'print','4N6N5KF7SC:posted','posted','{"recorded_by": 1}','2026-11-23 10:00:00.000000','2026-11-23 10:00:00.000000');
INSERT INTO "receipt" VALUES(2,10,'print','Q5CCG36RV0:posted','posted','{"recorded_by": 1}','2026-11-23 10:00:00.000000','2026-11-23 10:00:00.000000');
INSERT INTO "receipt" VALUES(3,4,'outbox','01796025037956827882-3R16PYYM5N:delivered','delivered','{"outbox": "01796025037956827882-3R16PYYM5N", "kind": "delivered"}','2026-11-25 10:00:00.000000','2026-11-25 10:00:00.000000');
INSERT INTO "receipt" VALUES(4,1,'outbox','01796025037347956668-8S32MQ558M:delivered','delivered','{"outbox": "01796025037347956668-8S32MQ558M", "kind": "delivered"}','2026-11-25 10:00:00.000000','2026-11-25 10:00:00.000000');
INSERT INTO "receipt" VALUES(5,2,'outbox','01796025037348321753-33Z08WV6MZ:delivered','delivered','{"outbox": "01796025037348321753-33Z08WV6MZ", "kind": "delivered"}','2026-11-25 10:00:00.000000','2026-11-25 10:00:00.000000');
INSERT INTO "receipt" VALUES(6,11,'outbox','01796025037348534820-A9D74SK1XP:delivered','delivered','{"outbox": "01796025037348534820-A9D74SK1XP", "kind": "delivered"}','2026-11-25 10:00:00.000000','2026-11-25 10:00:00.000000');
CREATE TABLE "reply" (
	id INTEGER NOT NULL, 
	reference VARCHAR(16) NOT NULL, 
	notice_id INTEGER NOT NULL, 
	choice VARCHAR(24) NOT NULL, 
	source VARCHAR(24) NOT NULL, 
	received_at DATETIME NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	recorded_by INTEGER, 
	doubt VARCHAR(24), 
	note TEXT NOT NULL, 
	answered_by VARCHAR(24) DEFAULT 'patient' NOT NULL CONSTRAINT ck_reply_answerer CHECK (answered_by IN ('patient', 'guardian', 'carer', 'attorney', 'advocate')), 
	extent VARCHAR(24) CONSTRAINT ck_reply_extent CHECK (extent IN ('core', 'additional')), 
	sitting VARCHAR(16), 
	settled_at DATETIME, 
	CONSTRAINT pk_reply PRIMARY KEY (id), 
	CONSTRAINT fk_reply_notice_id FOREIGN KEY(notice_id) REFERENCES notice (id), 
	CONSTRAINT fk_reply_recorded_by FOREIGN KEY(recorded_by) REFERENCES staff (id), 
	CONSTRAINT uq_reply_reference UNIQUE (reference), 
	CONSTRAINT ck_reply_choice CHECK (choice IN ('keep', 'agree', 'unsure')), 
	CONSTRAINT ck_reply_source CHECK (source IN ('page', 'sms', 'paper', 'phone', 'counter', 'email')), 
	CONSTRAINT ck_reply_doubt CHECK (doubt IN ('unverified', 'unfinished', 'conflict', 'unclear', 'on_behalf', 'late', 'stopped'))
);
INSERT INTO "reply" VALUES(1,'XCA9YHK5KM',6,'keep','paper','2026-11-25 10:00:00.000000','2026-11-25 10:00:00.000000',3,NULL,'','patient',NULL,NULL,'2026-11-25 10:00:00.000000');
INSERT INTO "reply" VALUES(2,'XTNDP34V4C',2,'unsure','phone','2026-11-25 10:00:00.000000','2026-11-25 10:00:00.000000',3,NULL,'','patient',NULL,NULL,'2026-11-25 10:00:00.000000');
CREATE TABLE reply_contact (
	reply_id INTEGER NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	contact VARCHAR(200) NOT NULL, 
	date_of_birth DATE, 
	CONSTRAINT pk_reply_contact PRIMARY KEY (reply_id), 
	CONSTRAINT fk_reply_contact_reply_id FOREIGN KEY(reply_id) REFERENCES reply (id)
);
CREATE TABLE "review" (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	notice_id INTEGER NOT NULL, 
	reply_id INTEGER NOT NULL, 
	doubt VARCHAR(24) NOT NULL, 
	opened_at DATETIME NOT NULL, 
	closed_at DATETIME, 
	closed_by INTEGER, 
	closing_reply_id INTEGER, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_review PRIMARY KEY (id), 
	CONSTRAINT fk_review_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_review_closed_by FOREIGN KEY(closed_by) REFERENCES staff (id), 
	CONSTRAINT fk_review_closing_reply_id FOREIGN KEY(closing_reply_id) REFERENCES reply (id), 
	CONSTRAINT fk_review_notice_id FOREIGN KEY(notice_id) REFERENCES notice (id), 
	CONSTRAINT fk_review_reply_id FOREIGN KEY(reply_id) REFERENCES reply (id), 
	CONSTRAINT uq_review_reply_id UNIQUE (reply_id), 
	CONSTRAINT ck_review_doubt CHECK (doubt IN ('unverified', 'unfinished', 'conflict', 'unclear', 'on_behalf', 'late', 'stopped'))
);
CREATE TABLE slice (
	campaign_id INTEGER NOT NULL, 
	channel VARCHAR(24) NOT NULL, 
	size INTEGER NOT NULL, 
	"left" INTEGER NOT NULL, 
	opened_at DATETIME, 
	CONSTRAINT pk_slice PRIMARY KEY (campaign_id, channel), 
	CONSTRAINT fk_slice_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT ck_slice_channel CHECK (channel IN ('sms', 'email', 'letter', 'footer'))
);
CREATE TABLE staff (
	id INTEGER NOT NULL, 
	practice_id INTEGER NOT NULL, 
	email VARCHAR(320) NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	password_hash VARCHAR(200), 
	active BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_staff PRIMARY KEY (id), 
	CONSTRAINT fk_staff_practice_id FOREIGN KEY(practice_id) REFERENCES practice (id), 
	CONSTRAINT uq_staff_email UNIQUE (email)
);
INSERT INTO "staff" VALUES(1,1,'manager@example.com','manager','$argon2id$v=19$m=65536,t=3,p=4$p65fcE0+nks4NY8ONo2Eaw$pp0TQjjYFVqzzaI0BdZ19QfjXF55k/tgW2KCCoUANbQ',1,'2026-11-23 10:00:00.000000');
INSERT INTO "staff" VALUES(2,1,'approver@example.com','approver','$argon2id$v=19$m=65536,t=3,p=4$nGTZwQE76hvugr9aUYN8LQ$qkBQZ1sfU0yS/PcG8qKQqK6tg7JYzY6TjeMelAsdKw0',1,'2026-11-23 10:00:00.000000');
INSERT INTO "staff" VALUES(3,1,'reception@example.com','reception','$argon2id$v=19$m=65536,t=3,p=4$Hly6HkWpL9+3PfYnln1gLw$df1D+rQwBE0edpecrsSnJz8D1VVAxw9lRxoUQ31fcDM',1,'2026-11-23 10:00:00.000000');
CREATE TABLE staff_role (
	staff_id INTEGER NOT NULL, 
	role VARCHAR(24) NOT NULL, 
	CONSTRAINT pk_staff_role PRIMARY KEY (staff_id, role), 
	CONSTRAINT fk_staff_role_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT ck_staff_role_role CHECK (role IN ('manager', 'approver', 'reception', 'auditor'))
);
INSERT INTO "staff_role" VALUES(1,'manager');
INSERT INTO "staff_role" VALUES(2,'approver');
INSERT INTO "staff_role" VALUES(3,'reception');
CREATE TABLE suppression (
	id INTEGER NOT NULL, 
	channel VARCHAR(24) NOT NULL, 
	address VARCHAR(320) NOT NULL, 
	why VARCHAR(60) NOT NULL, 
	since DATETIME NOT NULL, 
	lifted_at DATETIME, 
	CONSTRAINT pk_suppression PRIMARY KEY (id), 
	CONSTRAINT ck_suppression_channel CHECK (channel IN ('sms', 'email', 'letter', 'footer'))
);
CREATE TABLE withdrawn_link (
	fingerprint BLOB NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	notice_id INTEGER NOT NULL, 
	withdrawn_at DATETIME NOT NULL, 
	withdrawn_by INTEGER NOT NULL, 
	CONSTRAINT pk_withdrawn_link PRIMARY KEY (fingerprint), 
	CONSTRAINT fk_withdrawn_link_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_withdrawn_link_notice_id FOREIGN KEY(notice_id) REFERENCES notice (id), 
	CONSTRAINT fk_withdrawn_link_withdrawn_by FOREIGN KEY(withdrawn_by) REFERENCES staff (id)
);
CREATE UNIQUE INDEX uq_suppression_in_force ON suppression (channel, address) WHERE lifted_at IS NULL;
CREATE INDEX ix_staff_practice_id ON staff (practice_id);
CREATE INDEX ix_campaign_practice_id ON campaign (practice_id);
CREATE INDEX ix_inbound_text_received_at ON inbound_text (received_at);
CREATE INDEX ix_inbound_text_sender ON inbound_text (sender);
CREATE INDEX ix_inbound_text_settled_at ON inbound_text (settled_at);
CREATE INDEX ix_patient_list_practice_id ON patient_list (practice_id);
CREATE INDEX ix_approval_campaign_id ON approval (campaign_id);
CREATE INDEX ix_audit_event_campaign_id ON audit_event (campaign_id);
CREATE INDEX ix_patient_practice_id_email ON patient (practice_id, email);
CREATE INDEX ix_patient_practice_id_family_name ON patient (practice_id, family_name);
CREATE INDEX ix_patient_practice_id_mobile ON patient (practice_id, mobile);
CREATE INDEX ix_preview_campaign_id ON preview (campaign_id);
CREATE INDEX ix_notice_patient_id ON notice (patient_id);
CREATE INDEX ix_patient_change_list_id ON patient_change (list_id);
CREATE INDEX ix_patient_change_patient_id ON patient_change (patient_id);
CREATE INDEX ix_receipt_delivery_id ON receipt (delivery_id);
CREATE INDEX ix_delivery_campaign ON delivery (campaign_id, delivery_status);
CREATE INDEX ix_delivery_due ON delivery (delivery_status, channel, due_at);
CREATE INDEX ix_delivery_provider_id ON delivery (provider_id);
CREATE INDEX ix_delivery_sent_to ON delivery (sent_to);
CREATE INDEX ix_displayed_campaign_id ON displayed (campaign_id);
CREATE INDEX ix_print_run_campaign_id ON print_run (campaign_id);
CREATE INDEX ix_letter_copy_asked_at ON letter_copy (asked_at);
CREATE INDEX ix_letter_copy_delivery_id ON letter_copy (delivery_id);
CREATE INDEX ix_printed_letter_delivery_id ON printed_letter (delivery_id);
CREATE INDEX ix_reply_notice_id ON reply (notice_id);
CREATE INDEX ix_reply_settled_at ON reply (settled_at);
CREATE INDEX ix_review_campaign_id ON review (campaign_id);
CREATE INDEX ix_review_notice_id ON review (notice_id);
CREATE INDEX ix_withdrawn_link_notice_id ON withdrawn_link (notice_id);
COMMIT;
